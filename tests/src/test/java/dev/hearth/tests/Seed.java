package dev.hearth.tests;

import java.util.Random;

/** Where random moments come from: printed, and set by {@code -Dhearth.seed=}. Only functions. */
final class Seed {
    private Seed() {}

    /** The random numbers of one test. */
    static Random of(String test) {
        Long given = Long.getLong("hearth.seed");
        long seed = given == null ? new Random().nextLong() : given;
        System.out.println(test + ": -Dhearth.seed=" + seed);
        return new Random(seed);
    }

    /** How often: a few times in the plain run, many with {@code ./hearth test --all}. */
    static int rounds(int plain, int all) {
        return Boolean.getBoolean("hearth.all") ? Integer.getInteger("hearth.rounds", all) : plain;
    }
}
