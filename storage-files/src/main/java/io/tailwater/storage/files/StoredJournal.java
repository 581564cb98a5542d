package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.files.JournalFrame.Entry;
import io.tailwater.storage.files.JournalFrame.LogKey;
import io.tailwater.storage.files.JournalReading.Half;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** What a storage's commit journal has of logs, for who only looks. Immutable once it is read; only reading blocks. */
public final class StoredJournal {

    private final Path path;
    private final Map<LogKey, Long> ends = new HashMap<>();
    private List<String> damage = List.of();

    private StoredJournal(Path path) {
        this.path = path;
    }

    /**
     * Reads it; after a clean stop there is nothing in it.
     *
     * @param root the storage's directory
     * @throws StorageException when it cannot be read
     */
    public static StoredJournal read(Path root) {
        StoredJournal journal = new StoredJournal(root.resolve(CommitJournal.NAME));
        if (!Files.exists(root.resolve(StorageRoot.CLEAN))) {
            journal.read();
        }
        return journal;
    }

    private void read() {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            JournalReading reading = new JournalReading(channel);
            List<Half> halves = JournalReplay.halves(channel.size());
            reading.visit(halves.get(0), halves.get(1), frame -> {
                for (Entry entry : frame.entries()) {
                    note(channel, entry);
                }
            });
            damage = reading.damage();
        } catch (NoSuchFileException e) {
            // As after a clean stop.
        } catch (IOException e) {
            throw JournalReplay.unreadable(path, e);
        }
    }

    private void note(FileChannel channel, Entry entry) throws IOException {
        long end = entry.offset();
        BatchWalk walk = BatchWalk.over(channel, entry.position(), entry.position() + entry.bytes());
        while (walk.next()) {
            end = walk.lastOffset() + 1;
        }
        ends.put(entry.log(), end);
    }

    public Path path() {
        return path;
    }

    /** What is wrong with it, in parts of sentences. */
    public List<String> damage() {
        return damage;
    }

    /** Below which offset it has something of a log; empty where it has nothing. */
    public OptionalLong endOffset(StoredLog log) throws IOException {
        Optional<UUID> topicId = log.topicId();
        Long end =
                topicId.isEmpty() ? null : ends.get(LogKey.of(new LogId(log.topic(), topicId.get(), log.partition())));
        return end == null ? OptionalLong.empty() : OptionalLong.of(end);
    }
}
