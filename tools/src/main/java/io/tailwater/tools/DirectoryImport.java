package io.tailwater.tools;

import io.tailwater.core.OfflineDirectory;
import io.tailwater.core.topic.OfflineCatalog.ImportedTopic;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Copies topics into a directory: all of them, or none. Owned by one thread; blocking. */
final class DirectoryImport {

    private final OfflineDirectory target;
    private final List<TopicImport> topics;
    private final List<LogId> written = new ArrayList<>();

    DirectoryImport(OfflineDirectory target, List<TopicImport> topics) {
        this.target = target;
        this.topics = topics;
    }

    void run(PrintWriter out) throws IOException {
        Set<String> there = target.topics();
        for (TopicImport each : topics) {
            String name = each.topic().name();
            if (there.contains(name)) {
                throw new ToolException(
                        "There is a topic " + name + " already: nothing was copied; --topic chooses others.");
            }
        }
        try {
            for (TopicImport each : topics) {
                copy(out, each);
            }
            int leaderEpoch = topics.stream()
                    .flatMap(each -> each.logs().values().stream())
                    .mapToInt(LogImport::leaderEpoch)
                    .max()
                    .orElse(0);
            long lastProducerId = topics.stream()
                    .flatMap(each -> each.logs().values().stream())
                    .mapToLong(LogImport::lastProducerId)
                    .max()
                    .orElse(-1);
            List<ImportedTopic> added = topics.stream().map(TopicImport::topic).toList();
            target.add(added, leaderEpoch, lastProducerId);
        } catch (IOException | RuntimeException e) {
            takeBack(e);
            throw e;
        }
    }

    private void copy(PrintWriter out, TopicImport each) throws IOException {
        ImportedTopic topic = each.topic();
        long records = 0;
        int aborted = 0;
        for (int partition = 0; partition < topic.partitionCount(); partition++) {
            LogId id = new LogId(topic.name(), topic.id(), partition);
            // What an import before this one left when it was killed:
            target.storage().delete(id).toCompletableFuture().join();
            written.add(id);
            try (PartitionLog log = target.storage()
                    .open(id, LogOptions.DEFAULTS)
                    .toCompletableFuture()
                    .join()) {
                LogImport source = each.logs().get(partition);
                if (source == null) {
                    out.println(id + " was not there: it is empty.");
                } else {
                    source.copyTo(log);
                    records += log.endOffset() - log.startOffset();
                    aborted += source.abortedTransactions();
                }
            }
        }
        each.settings().leftOut().forEach(out::println);
        out.printf(
                "%s: %d partitions, %d offsets, %d settings%s%n",
                topic.name(),
                topic.partitionCount(),
                records,
                each.settings().taken(),
                aborted == 0 ? "" : "; " + aborted + " transactions under way were aborted");
    }

    private void takeBack(Exception because) {
        for (LogId id : written) {
            try {
                target.storage().delete(id).toCompletableFuture().join();
            } catch (RuntimeException e) {
                because.addSuppressed(e);
            }
        }
    }
}
