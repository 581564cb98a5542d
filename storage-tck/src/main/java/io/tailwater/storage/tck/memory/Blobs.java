package io.tailwater.storage.tck.memory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Small named values. Thread-safe. */
final class Blobs {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private final Map<String, byte[]> values = new ConcurrentHashMap<>();

    Optional<byte[]> read(String name) {
        return Optional.ofNullable(values.get(name)).map(byte[]::clone);
    }

    void write(String name, byte[] bytes) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a blob's name is 1 to 100 letters, digits or .-_ but not: " + name);
        }
        values.put(name, bytes.clone());
    }
}
