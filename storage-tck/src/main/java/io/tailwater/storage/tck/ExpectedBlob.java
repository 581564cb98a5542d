package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What may be found of a named value after power was lost: what is durable, or anything written since. Owned by one trial. */
final class ExpectedBlob {

    private static final String ABSENT = "(nothing)";

    private final NavigableMap<Integer, String> possible = new TreeMap<>();
    private int version;

    ExpectedBlob() {
        possible.put(version, ABSENT);
    }

    /** A value is about to be written. */
    byte[] writing(String value) {
        version++;
        possible.put(version, value);
        return value.getBytes(StandardCharsets.UTF_8);
    }

    int version() {
        return version;
    }

    /** What was written up to this version is on disk. */
    void durable(int reached) {
        possible.headMap(reached).clear();
    }

    boolean mayBeAbsent() {
        return possible.containsValue(ABSENT);
    }

    /** Checks what was found, and expects it from now on. */
    void found(Optional<byte[]> value) {
        String text =
                value.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(ABSENT);
        assertThat(possible.values()).as("values a blob may have").contains(text);
        possible.clear();
        possible.put(version, text);
    }
}
