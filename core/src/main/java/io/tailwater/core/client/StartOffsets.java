package io.tailwater.core.client;

import io.tailwater.core.partition.OffsetFound;
import io.tailwater.core.partition.OffsetSpec;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the offsets that a {@link StartPosition} means. Stateless. */
public final class StartOffsets {

    private static final int NO_EPOCH = -1;

    private StartOffsets() {}

    /** For several partitions; the first refusal counts. Completes on the caller's context. */
    public static Future<Result<SortedMap<Integer, Long>>> find(
            RecordAccess access,
            Topic topic,
            Collection<Integer> partitions,
            StartPosition start,
            boolean committedOnly) {
        List<Integer> order = List.copyOf(partitions);
        List<Future<Result<Long>>> answers = new ArrayList<>();
        order.forEach(partition -> answers.add(find(access, topic, partition, start, committedOnly)));
        return Future.all(answers).map(all -> {
            SortedMap<Integer, Long> offsets = new TreeMap<>();
            for (int i = 0; i < order.size(); i++) {
                Result<Long> answer = answers.get(i).result();
                if (answer instanceof Result.Refused<Long> refused) {
                    return new Result.Refused<>(refused.error());
                }
                offsets.put(order.get(i), ((Result.Ok<Long>) answer).value());
            }
            return Result.ok(offsets);
        });
    }

    /**
     * For one partition. Completes on the caller's context.
     *
     * @param committedOnly whether the end is where transactions are decided
     * @return an offset within the log, or at its end; {@code UNKNOWN_TOPIC_OR_PARTITION}; {@code OFFSET_OUT_OF_RANGE}
     */
    public static Future<Result<Long>> find(
            RecordAccess access, Topic topic, int partition, StartPosition start, boolean committedOnly) {
        PartitionClient partitions = access.partitions();
        PartitionKey key = new PartitionKey(topic.id(), partition);
        Future<Result<OffsetFound>> first = partitions.findOffset(key, new OffsetSpec.Earliest(), NO_EPOCH);
        if (start instanceof StartPosition.Earliest) {
            return first.map(found -> found.map(OffsetFound::offset));
        }
        Future<Result<OffsetFound>> end = partitions.findOffset(key, new OffsetSpec.Latest(committedOnly), NO_EPOCH);
        if (start instanceof StartPosition.Latest) {
            return end.map(found -> found.map(OffsetFound::offset));
        }
        Future<Result<OffsetFound>> wanted = start instanceof StartPosition.AtTimestamp at
                ? partitions.findOffset(key, new OffsetSpec.AtOrAfter(at.timestampMillis(), committedOnly), NO_EPOCH)
                : end;
        return Future.all(first, end, wanted).map(all -> {
            for (Result<OffsetFound> result : List.of(first.result(), end.result(), wanted.result())) {
                if (result instanceof Result.Refused<OffsetFound> refused) {
                    return new Result.Refused<>(refused.error());
                }
            }
            Extent extent = new Extent(topic, partition, offset(first.result()), offset(end.result()));
            return extent.place(start, offset(wanted.result()));
        });
    }

    private static long offset(Result<OffsetFound> found) {
        return ((Result.Ok<OffsetFound>) found).value().offset();
    }

    private record Extent(Topic topic, int partition, long firstOffset, long endOffset) {

        Result<Long> place(StartPosition start, long wanted) {
            if (start instanceof StartPosition.Last last) {
                return Result.ok(Math.max(firstOffset, endOffset - last.records()));
            }
            if (!(start instanceof StartPosition.AtOffset at)) {
                return Result.ok(wanted < 0 ? endOffset : wanted);
            }
            if (at.offset() < firstOffset || at.offset() > endOffset) {
                return Result.refused(
                        ErrorCode.OFFSET_OUT_OF_RANGE,
                        "Offset " + at.offset() + " is not in partition " + partition + " of topic " + topic.name()
                                + ", which has " + firstOffset + " to " + endOffset + ".");
            }
            return Result.ok(at.offset());
        }
    }
}
