package io.tailwater.tcp;

import io.tailwater.core.Broker;
import io.tailwater.core.telemetry.RequestTracer;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.TopicIds;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.jspecify.annotations.Nullable;

/** What is going to be told of a produce or fetch request that is traced. Event-loop confined to its connection's. */
final class TracedRequest {

    private final Broker broker;
    private final ApiKeys api;
    private @Nullable String topic;
    private int topics;
    private long bytes;
    private short error;

    private TracedRequest(Broker broker, ApiKeys api) {
        this.broker = broker;
        this.api = api;
    }

    /** Null for the many that are not traced. Kafka's protocol has no place in which a request says so itself. */
    static @Nullable TracedRequest of(Broker broker, ApiKeys api, ApiMessage request) {
        RequestTracer tracer = broker.tracer();
        if (!tracer.enabled() || (api != ApiKeys.PRODUCE && api != ApiKeys.FETCH) || !tracer.samples()) {
            return null;
        }
        TracedRequest traced = new TracedRequest(broker, api);
        if (request instanceof ProduceRequestData produce) {
            for (TopicProduceData data : produce.topicData()) {
                traced.addTopic(data.name(), data.topicId());
                for (PartitionProduceData partition : data.partitionData()) {
                    traced.add(partition.records());
                }
            }
        }
        return traced;
    }

    /** Requests of new clients have the id alone. */
    private void addTopic(String name, Uuid id) {
        topics++;
        if (topics > 1) {
            topic = null;
        } else if (!name.isEmpty()) {
            topic = name;
        } else {
            Topic found = broker.topics().find(TopicIds.fromWire(id));
            topic = found == null ? null : found.name();
        }
    }

    private void add(@Nullable BaseRecords records) {
        bytes += records == null ? 0 : records.sizeInBytes();
    }

    /** It is answered so; the records are still there. */
    void answered(ApiMessage response) {
        if (response instanceof FetchResponseData fetched) {
            for (FetchableTopicResponse data : fetched.responses()) {
                addTopic(data.topic(), data.topicId());
                for (PartitionData partition : data.partitions()) {
                    add(partition.records());
                }
            }
        }
        ResponseErrors.each(response, code -> error = error == 0 ? (short) code : error);
    }

    /** The answer has gone out. */
    void sent(String clientId, long startNanos, long endNanos) {
        String named = error == 0 ? null : Errors.forCode(error).name();
        broker.tracer()
                .answered(new RequestTracer.Span.OfRecords(
                        api.name, startNanos, endNanos, clientId, topic, topics, bytes, named));
    }
}
