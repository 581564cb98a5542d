package io.tailwater.server.demo;

import io.tailwater.core.Broker;
import io.tailwater.core.partition.Acks;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.AppendSequence;
import io.tailwater.core.partition.PartitionAppend;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.record.BatchBuilder;
import io.tailwater.core.record.RecordHeader;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the broker what happens in the shop, as one batch a partition. Confined to the demo's event loop. */
final class DemoProducer {

    private static final Logger LOG = LoggerFactory.getLogger(DemoProducer.class);
    private static final List<RecordHeader> HEADERS = List.of(new RecordHeader("source", bytes("tailwater-demo")));

    private final Broker broker;
    private final AppendSequence appends;
    private final Shop shop;
    private boolean refusalTold;

    DemoProducer(Broker broker, AppendSequence appends, Shop shop) {
        this.broker = broker;
        this.appends = appends;
        this.shop = shop;
    }

    /** Completes when what happened until now is in the log. */
    Future<?> step(long nowMillis) {
        Map<PartitionKey, BatchBuilder> batches = new LinkedHashMap<>();
        for (DemoRecord record : shop.tick(nowMillis)) {
            Topic topic = broker.topics().find(record.topic().topicName());
            if (topic != null) { // somebody may have deleted it
                int partition = Math.floorMod(record.key().hashCode(), topic.partitionCount());
                batches.computeIfAbsent(
                                new PartitionKey(topic.id(), partition),
                                key -> broker.recordFormat().newBatch(-1, (short) -1))
                        .append(
                                nowMillis,
                                bytes(record.key()),
                                bytes(record.value().encode()),
                                HEADERS);
            }
        }
        List<PartitionAppend> asked = new ArrayList<>(batches.size());
        batches.forEach((key, batch) -> asked.add(new PartitionAppend(key, batch.build())));
        return asked.isEmpty()
                ? Future.succeededFuture()
                : appends.append(asked, Acks.WRITTEN).onSuccess(this::report);
    }

    private void report(List<AppendOutcome> outcomes) {
        for (AppendOutcome outcome : outcomes) {
            if (outcome instanceof AppendOutcome.Refused refused && !refusalTold) {
                refusalTold = true;
                LOG.warn("The demo's records are refused: {}", refused.error().message());
            }
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
