package dev.hearth.launcher.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchiveNameTest {

    @ParameterizedTest
    @CsvSource({"1g,false", "31g,false", "32g,true", "32767m,false", "32768m,true", "40000000k,true", "1t,true"})
    void hasWideHeap_memory_isWideFrom32GiB(String memory, boolean wide) {
        assertThat(ArchiveName.hasWideHeap(memory)).isEqualTo(wide);
    }
}
