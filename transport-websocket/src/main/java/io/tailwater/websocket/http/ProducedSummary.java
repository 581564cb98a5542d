package io.tailwater.websocket.http;

import io.tailwater.core.client.RecordOutcome;
import io.tailwater.core.result.BrokerError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Adds up what became of the records of one request. Event-loop confined. */
final class ProducedSummary {

    private static final class Span {

        private long first;
        private long last;
        private long count;
    }

    private final TreeMap<Integer, Span> partitions = new TreeMap<>();
    private long stored;
    private long refusedAt = -1;
    private @Nullable BrokerError refusal;

    void add(List<RecordOutcome> outcomes) {
        add(outcomes, LongStream.rangeClosed(1, outcomes.size()).boxed().toList());
    }

    /** @param numbers which of the request's each of them is */
    void add(List<RecordOutcome> outcomes, List<Long> numbers) {
        for (int i = 0; i < outcomes.size(); i++) {
            RecordOutcome outcome = outcomes.get(i);
            if (outcome instanceof RecordOutcome.Stored record) {
                stored++;
                Span span = partitions.computeIfAbsent(record.partition(), partition -> new Span());
                span.first = span.count++ == 0 ? record.offset() : Math.min(span.first, record.offset());
                span.last = Math.max(span.last, record.offset());
            } else if (refusal == null) {
                refusal = ((RecordOutcome.Refused) outcome).error();
                refusedAt = numbers.get(i);
            }
        }
    }

    /** Why the first that was refused was, or null. */
    @Nullable
    BrokerError refusal() {
        return refusal;
    }

    /** Which that was, from 1. */
    long refusedAt() {
        return refusedAt;
    }

    long stored() {
        return stored;
    }

    /** How many were stored, for an answer that tells of an error. */
    JsonObject counted() {
        return new JsonObject().put("count", stored);
    }

    JsonObject json(String topic) {
        JsonArray spans = new JsonArray();
        partitions.forEach((partition, span) -> spans.add(new JsonObject()
                .put("partition", partition)
                .put("firstOffset", span.first)
                .put("lastOffset", span.last)
                .put("count", span.count)));
        return new JsonObject().put("topic", topic).put("count", stored).put("partitions", spans);
    }
}
