package dev.hearth.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentNumbersTest {
    @Test
    void add_remembersExactlyTheLastOnes_howeverTheyCollide() {
        RecentNumbers recent = new RecentNumbers(64);
        Random random = new Random(7);
        Deque<Long> order = new ArrayDeque<>();
        Set<Long> model = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            long number = 1L + random.nextInt(200);
            boolean fresh = model.add(number);
            assertThat(recent.add(number)).isEqualTo(fresh);
            if (fresh) {
                order.add(number);
                if (order.size() > 64) {
                    model.remove(order.remove());
                }
            }
        }
    }

    @Test
    void ofHex_takesTheFirstSixteenDigits_andAnythingElse() {
        assertThat(RecentNumbers.ofHex("00000000000000ff77")).isEqualTo(255);
        assertThat(RecentNumbers.ofHex("")).isZero();
        RecentNumbers recent = new RecentNumbers(2);
        assertThat(recent.add(0)).isTrue();
        assertThat(recent.add(0)).isFalse();
    }

    @Test
    void hash_tellsSimilarTextsApart() {
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            hashes.add(RecentNumbers.hash("0c7e3a52-8d5b-4f0f-a6b5-2b1d9a6f51c3_" + i));
        }
        assertThat(hashes).hasSize(100_000);
    }
}
