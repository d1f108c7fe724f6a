package dev.hearth.gateway.config;

/** Checks of numbers that the records share. */
final class Ranges {

    private Ranges() {}

    static void require(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " must be " + least + " to " + most + ", not " + value);
        }
    }

    static void require(String key, ByteSize value, ByteSize least, ByteSize most) {
        if (value.bytes() < least.bytes() || value.bytes() > most.bytes()) {
            throw new IllegalArgumentException(key + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
