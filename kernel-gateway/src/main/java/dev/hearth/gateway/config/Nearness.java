package dev.hearth.gateway.config;

/** How near two keys are: the letters to be changed, put in or left out. */
final class Nearness {

    private static final int LONGEST = 64;

    private Nearness() {}

    static boolean isNear(String one, String other) {
        return one.length() <= LONGEST && distance(one, other) <= Math.max(1, other.length() / 3);
    }

    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int above = row[j];
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(above, row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
