package io.tailwater.storage.tck.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The names in a directory, as they are and as they are on disk. Guarded by its {@link RecordingFiles}. */
final class RecordedDirectory implements Node {

    private final Map<String, Node> current = new TreeMap<>();
    private final Map<String, Node> durable = new TreeMap<>();

    /** A directory that is there, with everything below it, all of it durable. */
    static RecordedDirectory of(Path directory) throws IOException {
        RecordedDirectory recorded = new RecordedDirectory();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                Node node = Files.isDirectory(entry) ? of(entry) : RecordedFile.of(entry);
                recorded.bind(entry.getFileName().toString(), node);
                recorded.commit(entry.getFileName().toString(), node);
            }
        }
        return recorded;
    }

    @Nullable
    Node child(String name) {
        return current.get(name);
    }

    void bind(String name, @Nullable Node node) {
        put(current, name, node);
    }

    void commit(String name, @Nullable Node node) {
        put(durable, name, node);
    }

    private static void put(Map<String, Node> names, String name, @Nullable Node node) {
        if (node == null) {
            names.remove(name);
        } else {
            names.put(name, node);
        }
    }

    /** The files in here and below. */
    Stream<RecordedFile> files() {
        return current.values().stream()
                .flatMap(node -> node instanceof RecordedDirectory directory
                        ? directory.files()
                        : Stream.of((RecordedFile) node));
    }

    @Override
    public void writeTo(Path target, Survival survival) throws IOException {
        Files.createDirectory(target);
        for (Map.Entry<String, Node> entry : durable.entrySet()) {
            entry.getValue().writeTo(target.resolve(entry.getKey()), survival);
        }
    }
}
