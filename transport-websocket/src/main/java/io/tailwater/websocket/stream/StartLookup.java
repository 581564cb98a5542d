package io.tailwater.websocket.stream;

import io.tailwater.core.Broker;
import io.tailwater.core.group.FetchOffsets;
import io.tailwater.core.group.FetchOffsets.OfGroup;
import io.tailwater.core.group.FetchedOffset;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.partition.OffsetFound;
import io.tailwater.core.partition.OffsetSpec;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the offsets that a {@link StartPoint} means. Confined to the caller's event loop. */
final class StartLookup {

    private static final int NO_EPOCH = -1;

    private final Broker broker;
    private final boolean committed;

    StartLookup(Broker broker, boolean committed) {
        this.broker = broker;
        this.committed = committed;
    }

    /**
     * Looks offsets up.
     *
     * @param partitions which partitions of which topics
     * @return failed with a {@link Refusal} when any cannot be found
     */
    Future<Map<Topic, Map<Integer, Start>>> find(Map<Topic, Set<Integer>> partitions, StartPoint from) {
        if (from instanceof StartPoint.OfGroup group) {
            return ofGroup(group.group(), partitions).compose(offsets -> find(partitions, offsets));
        }
        Map<Topic, Map<Integer, Start>> starts = new LinkedHashMap<>();
        List<Future<?>> all = new ArrayList<>();
        partitions.forEach((topic, numbers) -> {
            Map<Integer, Start> byPartition = new TreeMap<>();
            starts.put(topic, byPartition);
            for (int partition : numbers) {
                all.add(find(topic, partition, from).onSuccess(start -> byPartition.put(partition, start)));
            }
        });
        return Future.all(all).map(starts);
    }

    private Future<Start> find(Topic topic, int partition, StartPoint from) {
        PartitionKey key = new PartitionKey(topic.id(), partition);
        Future<PartitionStatus> status = broker.partitions().status(key).compose(StartLookup::required);
        Future<OffsetFound> end = offset(key, new OffsetSpec.Latest(committed));
        Future<OffsetFound> wanted = from instanceof StartPoint.AtTimestamp at
                ? offset(key, new OffsetSpec.AtOrAfter(at.millis(), committed))
                : end;
        return Future.all(status, end, wanted).compose(found -> {
            Extent extent = new Extent(
                    topic.name(),
                    partition,
                    status.result().logStartOffset(),
                    end.result().offset(),
                    status.result().endOffset());
            try {
                return Future.succeededFuture(extent.place(from, wanted.result().offset()));
            } catch (Refusal refusal) {
                return Future.failedFuture(refusal);
            }
        });
    }

    private Future<OffsetFound> offset(PartitionKey key, OffsetSpec spec) {
        return broker.partitions().findOffset(key, spec, NO_EPOCH).compose(StartLookup::required);
    }

    private static <T> Future<T> required(Result<T> result) {
        return result instanceof Result.Ok<T> ok
                ? Future.succeededFuture(ok.value())
                : Future.failedFuture(Refusal.of(((Result.Refused<T>) result).error()));
    }

    private Future<StartPoint> ofGroup(String group, Map<Topic, Set<Integer>> partitions) {
        List<TopicPartitions<Integer>> asked = new ArrayList<>();
        partitions.forEach(
                (topic, numbers) -> asked.add(new TopicPartitions<>(topic.name(), topic.id(), List.copyOf(numbers))));
        FetchOffsets request = new FetchOffsets(List.of(new OfGroup(group, null, -1, asked)), false);
        return broker.groups()
                .prepare()
                .compose(StartLookup::required)
                .compose(ready -> broker.groups().fetchOffsets(request))
                .compose(answers -> required(answers.get(0).result()))
                .compose(topics -> {
                    Map<String, Map<Integer, Long>> byTopic = new HashMap<>();
                    for (TopicPartitions<FetchedOffset> topic : topics) {
                        for (FetchedOffset offset : topic.partitions()) {
                            if (offset.error() != null) {
                                return Future.failedFuture(Refusal.of(offset.error()));
                            }
                            if (offset.offset() >= 0) {
                                byTopic.computeIfAbsent(topic.topic(), name -> new HashMap<>())
                                        .put(offset.partition(), offset.offset());
                            }
                        }
                    }
                    return Future.succeededFuture(new StartPoint.AtOffsets(byTopic));
                });
    }

    /** What a partition has. */
    private record Extent(String topic, int partition, long startOffset, long readableEnd, long endOffset) {

        Start place(StartPoint from, long wanted) {
            if (from instanceof StartPoint.Earliest) {
                return at(startOffset);
            }
            if (from instanceof StartPoint.AtOffset at) {
                return checked(at.offset());
            }
            if (from instanceof StartPoint.AtOffsets offsets) {
                Long offset = offsetOf(offsets);
                return offset == null ? at(startOffset) : checked(offset);
            }
            if (from instanceof StartPoint.Last last) {
                return at(Math.max(startOffset, readableEnd - last.records()));
            }
            return at(wanted < 0 ? readableEnd : wanted);
        }

        private @Nullable Long offsetOf(StartPoint.AtOffsets offsets) {
            Map<Integer, Long> ofTopic = offsets.byTopic().get(topic);
            return ofTopic == null ? null : ofTopic.get(partition);
        }

        private Start checked(long offset) {
            if (offset > endOffset) {
                throw new Refusal(
                        "OFFSET_OUT_OF_RANGE",
                        "Offset " + offset + " is past the end of partition " + partition + " of topic " + topic
                                + ", which has offsets " + startOffset + " to " + endOffset + ".");
            }
            return new Start(Math.max(offset, startOffset), offset, readableEnd, endOffset);
        }

        private Start at(long offset) {
            return new Start(offset, offset, readableEnd, endOffset);
        }
    }
}
