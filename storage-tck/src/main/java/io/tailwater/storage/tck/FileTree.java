package io.tailwater.storage.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directories at once. Stateless. */
final class FileTree {

    private FileTree() {}

    /** Copies a directory with all that is in it. */
    static void copy(Path from, Path to) {
        for (Path source : all(from)) {
            io(() -> Files.copy(source, to.resolve(from.relativize(source).toString())));
        }
    }

    /** Deletes a directory with all that is in it. */
    static void delete(Path directory) {
        List<Path> innermostFirst =
                all(directory).stream().sorted(Comparator.reverseOrder()).toList();
        innermostFirst.forEach(path -> io(() -> Files.deleteIfExists(path)));
    }

    /** The files below a directory whose names end so, sorted by path. */
    static List<Path> filesEndingWith(Path directory, String suffix) {
        return all(directory).stream()
                .filter(path -> Files.isRegularFile(path) && path.toString().endsWith(suffix))
                .toList();
    }

    /** Everything below a directory, and itself, parents first. */
    private static List<Path> all(Path directory) {
        return io(() -> {
            try (Stream<Path> paths = Files.walk(directory)) {
                return paths.sorted().toList();
            }
        });
    }

    /** What a call that can fail gives, a failure being unchecked. */
    static <T> T io(Call<T> call) {
        try {
            return call.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call that uses files. */
    @FunctionalInterface
    interface Call<T> {
        T make() throws IOException;
    }
}
