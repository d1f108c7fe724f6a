package dev.hearth.gateway.cli;

/**
 * What the doctor found about one thing. Immutable.
 *
 * @param what the thing
 * @param state whether it will do
 * @param found what is there
 * @param advice how to mend it, perhaps empty
 */
record Finding(String what, State state, String found, String advice) {

    /** Whether it will do. */
    enum State {
        GOOD("ok"),
        /** Works, but not as well as it could. */
        DOUBTFUL("note"),
        MISSING("MISSING");

        private final String shown;

        State(String shown) {
            this.shown = shown;
        }

        String shown() {
            return shown;
        }
    }

    static Finding good(String what, String found) {
        return new Finding(what, State.GOOD, found, "");
    }

    static Finding doubtful(String what, String found, String advice) {
        return new Finding(what, State.DOUBTFUL, found, advice);
    }

    static Finding missing(String what, String found, String advice) {
        return new Finding(what, State.MISSING, found, advice);
    }
}
