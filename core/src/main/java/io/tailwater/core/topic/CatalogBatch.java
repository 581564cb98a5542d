package io.tailwater.core.topic;

import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.PartitionHost.Adopted;
import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes some changes together. Confined to the catalogue's context; used once.
 *
 * <ol>
 *   <li>The file says what is going to happen. From here on a start after a crash knows what to undo or finish.
 *   <li>Topics to be deleted are no longer seen. All logs are created or deleted, at the same time.
 *   <li>The file says what came of it. From here on created topics survive everything.
 *   <li>Created topics are seen, changes are announced, whoever asked is answered.
 * </ol>
 */
final class CatalogBatch {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogBatch.class);

    private final CatalogDisk disk;
    private final PartitionHost host;
    private final List<CatalogStep> steps;
    private final Map<UUID, CatalogEntry> unfinished;
    private final Map<UUID, CatalogEntry> entries = new LinkedHashMap<>();
    private final Map<CatalogStep, Throwable> failures = new HashMap<>();
    private CatalogSnapshot current;

    /**
     * @param current what clients see now
     * @param unfinished topics of earlier batches whose logs could not all be deleted; failures of this one are added
     */
    CatalogBatch(
            CatalogDisk disk,
            PartitionHost host,
            CatalogSnapshot current,
            Map<UUID, CatalogEntry> unfinished,
            List<CatalogStep> steps) {
        this.disk = disk;
        this.host = host;
        this.current = current;
        this.unfinished = unfinished;
        this.steps = steps;
        current.all().forEach(topic -> entries.put(topic.id(), CatalogEntry.live(topic)));
        entries.putAll(unfinished);
    }

    /**
     * Makes the changes and answers them.
     *
     * @param show given what clients may see, when that changes
     * @param announce told of each change made
     * @return completed, never failed, when all is answered
     */
    Future<Void> run(Consumer<CatalogSnapshot> show, Consumer<TopicChange> announce) {
        return noteIntents()
                .compose(v -> {
                    current = current.without(steps.stream()
                            .filter(step -> step.kind() == TopicChange.Kind.DELETED)
                            .map(CatalogStep::topic)
                            .toList());
                    show.accept(current);
                    return Future.join(steps.stream().map(this::perform).toList());
                })
                .compose(v -> noteOutcomes())
                .compose(
                        v -> Future.join(steps.stream().map(this::applySettings).toList()))
                .onSuccess(v -> {
                    current = current.with(steps.stream()
                            .filter(step -> step.after() != null && !failures.containsKey(step))
                            .map(CatalogStep::topic)
                            .toList());
                    show.accept(current);
                })
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .onComplete(v -> steps.forEach(step -> answer(step, announce)));
    }

    private Future<Void> noteIntents() {
        Map<UUID, CatalogEntry> intents = new LinkedHashMap<>(entries);
        boolean anyLogs = false;
        for (CatalogStep step : steps) {
            if (step.kind() != TopicChange.Kind.CONFIGURED) {
                intents.put(step.topic().id(), step.underWay());
                anyLogs = true;
            }
        }
        return anyLogs ? disk.write(intents.values()).onFailure(this::failAll) : Future.succeededFuture();
    }

    /** Never fails: what goes wrong is remembered for the answer. */
    private Future<Void> perform(CatalogStep step) {
        Topic topic = step.topic();
        Future<Void> work = switch (step.kind()) {
            case CREATED, GREW ->
                host.adopt(topic, step.firstNewPartition(), topic.partitionCount())
                        .compose(CatalogBatch::allOpen);
            case DELETED -> host.release(topic).compose(v -> disk.deleteLogs(topic, 0, topic.partitionCount()));
            case CONFIGURED -> Future.succeededFuture();
        };
        return work.recover(cause -> {
            failures.put(step, cause);
            return undo(step);
        });
    }

    private static Future<Void> allOpen(List<Adopted> partitions) {
        for (Adopted partition : partitions) {
            if (partition.failure() != null) {
                return Future.failedFuture(partition.failure());
            }
        }
        return Future.succeededFuture();
    }

    /** Takes back the partitions that a step created. A deletion cannot be taken back: the next start finishes it. */
    private Future<Void> undo(CatalogStep step) {
        TopicChange.Kind kind = step.kind();
        if (kind != TopicChange.Kind.CREATED && kind != TopicChange.Kind.GREW) {
            return Future.succeededFuture();
        }
        Topic before = step.before();
        return host.release(step.topic())
                .compose(v -> disk.deleteLogs(
                        step.topic(), step.firstNewPartition(), step.topic().partitionCount()))
                .eventually(() ->
                        before == null ? Future.succeededFuture() : host.adopt(before, 0, before.partitionCount()))
                .otherwiseEmpty();
    }

    private Future<Void> noteOutcomes() {
        for (CatalogStep step : steps) {
            UUID id = step.topic().id();
            Topic after = step.after();
            if (failures.containsKey(step)) {
                if (step.kind() == TopicChange.Kind.CREATED || step.kind() == TopicChange.Kind.DELETED) {
                    unfinished.put(id, step.underWay());
                    entries.put(id, step.underWay());
                }
            } else if (after == null) {
                entries.remove(id);
            } else {
                entries.put(id, CatalogEntry.live(after));
            }
        }
        return disk.write(entries.values()).recover(cause -> {
            failAll(cause);
            return Future.join(steps.stream().map(this::undo).toList()).compose(v -> Future.failedFuture(cause));
        });
    }

    private Future<Void> applySettings(CatalogStep step) {
        Topic after = step.after();
        if (after == null || step.kind() != TopicChange.Kind.CONFIGURED) {
            return Future.succeededFuture();
        }
        return host.reconfigure(after);
    }

    private void failAll(Throwable cause) {
        steps.forEach(step -> failures.putIfAbsent(step, cause));
    }

    private void answer(CatalogStep step, Consumer<TopicChange> announce) {
        Throwable failure = failures.get(step);
        if (failure != null) {
            LOG.error("Topic {} could not be {}: {}", step.topic().name(), step.kind(), failure.toString());
            refuse(step, failure);
        } else {
            announce.accept(new TopicChange(step.kind(), step.topic()));
            step.change().answer(Result.ok(step.topic()));
        }
    }

    private static void refuse(CatalogStep step, Throwable failure) {
        if (failure instanceof StorageException) {
            step.change()
                    .answer(Result.refused(
                            ErrorCode.KAFKA_STORAGE_ERROR,
                            "Topic '" + step.topic().name() + "' could not be "
                                    + step.kind().name().toLowerCase(Locale.ROOT) + ": " + failure.getMessage()));
        } else {
            step.change().fail(failure);
        }
    }
}
