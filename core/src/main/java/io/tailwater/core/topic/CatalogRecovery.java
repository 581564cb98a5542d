package io.tailwater.core.topic;

import io.tailwater.core.topic.PartitionHost.Adopted;
import io.tailwater.spi.LogId;
import io.tailwater.spi.RecoveryReport;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of a catalogue: finishes or undoes what a crash interrupted, then has every partition opened. Confined to the
 * catalogue's context; used once.
 */
final class CatalogRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogRecovery.class);

    private final CatalogDisk disk;
    private final PartitionHost host;

    CatalogRecovery(CatalogDisk disk, PartitionHost host) {
        this.disk = disk;
        this.host = host;
    }

    /** Names of topics of which the directory has logs that the catalogue does not know: they are left alone. */
    static Set<String> strangers(Collection<LogId> logs, Collection<CatalogEntry> entries) {
        Map<UUID, CatalogEntry> known = new HashMap<>();
        entries.forEach(entry -> known.put(entry.topic().id(), entry));
        Set<String> strangers = new TreeSet<>();
        for (LogId log : logs) {
            CatalogEntry entry = known.get(log.topicId());
            if (entry == null || log.partition() >= entry.partitionTarget()) {
                LOG.warn("The topic catalogue does not know the log {}: it is left alone.", log.directoryName());
            }
            if (entry == null) {
                strangers.add(log.topic());
            }
        }
        return strangers;
    }

    /** Deletes what was being created or deleted, notes that, and gives the topics that remain. */
    Future<List<Topic>> settle(List<CatalogEntry> entries) {
        List<Future<Void>> deletions = new ArrayList<>();
        for (CatalogEntry entry : entries) {
            if (entry.phase() != CatalogEntry.Phase.LIVE) {
                LOG.info(
                        "Topic {} was {} when the broker stopped: {}.",
                        entry.topic().name(),
                        entry.phase(),
                        entry.survives() ? "its new partitions are taken back" : "its logs are deleted");
                deletions.add(disk.deleteLogs(entry.topic(), entry.firstDoomedPartition(), entry.partitionTarget()));
            }
        }
        List<Topic> topics = entries.stream()
                .filter(CatalogEntry::survives)
                .map(CatalogEntry::topic)
                .toList();
        if (deletions.isEmpty()) {
            return Future.succeededFuture(topics);
        }
        return Future.join(deletions)
                .compose(v -> disk.write(topics.stream().map(CatalogEntry::live).toList()))
                .map(topics);
    }

    /** Has all partitions opened and served. */
    Future<RecoverySummary> adopt(List<Topic> topics) {
        List<Future<List<Adopted>>> adoptions = topics.stream()
                .map(topic -> host.adopt(topic, 0, topic.partitionCount()).onSuccess(adopted -> log(topic, adopted)))
                .collect(Collectors.toList());
        return Future.join(adoptions).map(all -> summary(topics.size(), all.<List<Adopted>>list()));
    }

    private static void log(Topic topic, List<Adopted> partitions) {
        for (Adopted adopted : partitions) {
            String partition = topic.name() + "-" + adopted.partition();
            if (adopted.failure() != null) {
                LOG.error(
                        "Partition {} is offline until its files are mended and the broker is started anew: {}",
                        partition,
                        adopted.failure().getMessage());
            } else if (adopted.recovery() != null) {
                adopted.recovery().findings().forEach(finding -> LOG.warn("Partition {}: {}", partition, finding));
            }
        }
    }

    private static RecoverySummary summary(int topics, List<List<Adopted>> all) {
        int partitions = 0;
        int offline = 0;
        long scannedBytes = 0;
        long cutBytes = 0;
        int rebuiltIndexes = 0;
        for (List<Adopted> topic : all) {
            for (Adopted adopted : topic) {
                partitions++;
                RecoveryReport report = adopted.recovery();
                if (report == null) {
                    offline++;
                    continue;
                }
                scannedBytes += report.scannedBytes();
                cutBytes += report.cutBytes();
                rebuiltIndexes += report.rebuiltIndexes();
            }
        }
        return new RecoverySummary(topics, partitions, offline, scannedBytes, cutBytes, rebuiltIndexes);
    }
}
