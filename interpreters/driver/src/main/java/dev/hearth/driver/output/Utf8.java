package dev.hearth.driver.output;

/** Code points in UTF-8 bytes. Only functions. */
final class Utf8 {
    private Utf8() {}

    /**
     * The length of the code point of two bytes or more at {@code at}; if there is none, minus the number of bytes that one
     * replacement stands for.
     */
    static int length(byte[] utf8, int at, int end) {
        int lead = utf8[at] & 0xff;
        int wanted;
        int low = 0x80;
        int high = 0xbf;
        if (lead >= 0xc2 && lead <= 0xdf) {
            wanted = 2;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            wanted = 3;
            low = lead == 0xe0 ? 0xa0 : 0x80;
            high = lead == 0xed ? 0x9f : 0xbf; // no surrogates
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            wanted = 4;
            low = lead == 0xf0 ? 0x90 : 0x80;
            high = lead == 0xf4 ? 0x8f : 0xbf;
        } else {
            return -1;
        }
        for (int i = 1; i < wanted; i++) {
            int next = at + i < end ? utf8[at + i] & 0xff : 0;
            if (next < low || next > high) {
                return -i;
            }
            low = 0x80;
            high = 0xbf;
        }
        return wanted;
    }

    /** Where to cut at most {@code most} bytes from {@code from}, so that no code point is cut in two. */
    static int cut(byte[] utf8, int from, int end, int most) {
        if (end - from <= most) {
            return end;
        }
        int at = from + most;
        for (int back = 0; back < 3 && (utf8[at] & 0xc0) == 0x80; back++) {
            at--;
        }
        return at > from && (utf8[at] & 0xc0) != 0x80 ? at : from + most;
    }
}
