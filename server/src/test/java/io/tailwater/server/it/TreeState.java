package io.tailwater.server.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Everything below a directory: names, sizes, checksums, times of the last change. Stateless. */
final class TreeState {

    private TreeState() {}

    /** Equal exactly when nothing was changed in between. */
    static Map<Path, String> of(Path directory) throws IOException {
        Map<Path, String> state = new TreeMap<>();
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.toList();
        }
        for (Path path : paths) {
            String what = Files.isDirectory(path) ? "directory" : Files.size(path) + " " + checksum(path);
            state.put(directory.relativize(path), what + " " + Files.getLastModifiedTime(path));
        }
        return state;
    }

    private static long checksum(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(Files.readAllBytes(file));
        return crc.getValue();
    }
}
