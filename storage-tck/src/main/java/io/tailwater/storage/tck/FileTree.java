package io.tailwater.storage.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

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

    /** Everything below a directory, and itself, parents first; without what an engine at work takes away meanwhile. */
    private static List<Path> all(Path directory) {
        List<Path> paths = new ArrayList<>();
        io(() -> Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes attributes) {
                paths.add(found);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path found, BasicFileAttributes attributes) {
                paths.add(found);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path found, IOException e) throws IOException {
                if (e instanceof NoSuchFileException && !found.equals(directory)) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        }));
        Collections.sort(paths);
        return paths;
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
