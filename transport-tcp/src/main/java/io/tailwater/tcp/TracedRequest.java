package io.tailwater.tcp;

import io.tailwater.core.telemetry.RequestTracer;
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

    private final RequestTracer tracer;
    private final ApiKeys api;
    private int topics;
    private long bytes;
    private short error;

    private TracedRequest(RequestTracer tracer, ApiKeys api) {
        this.tracer = tracer;
        this.api = api;
    }

    /** Null for the many that are not traced. Kafka's protocol has no place in which a request says so itself. */
    static @Nullable TracedRequest of(RequestTracer tracer, ApiKeys api, ApiMessage request) {
        if (!tracer.enabled() || (api != ApiKeys.PRODUCE && api != ApiKeys.FETCH) || !tracer.samples()) {
            return null;
        }
        TracedRequest traced = new TracedRequest(tracer, api);
        if (request instanceof ProduceRequestData produce) {
            for (TopicProduceData topic : produce.topicData()) {
                traced.topics++;
                for (PartitionProduceData partition : topic.partitionData()) {
                    traced.add(partition.records());
                }
            }
        }
        return traced;
    }

    private void add(@Nullable BaseRecords records) {
        bytes += records == null ? 0 : records.sizeInBytes();
    }

    /** It is answered so; the records are still there. */
    void answered(ApiMessage response) {
        if (response instanceof FetchResponseData fetched) {
            for (FetchableTopicResponse topic : fetched.responses()) {
                topics++;
                for (PartitionData partition : topic.partitions()) {
                    add(partition.records());
                }
            }
        }
        ResponseErrors.each(response, code -> error = error == 0 ? (short) code : error);
    }

    /** The answer has gone out. */
    void sent(String clientId, long startNanos, long endNanos) {
        tracer.answered(new RequestTracer.Span(
                api.name,
                "kafka",
                startNanos,
                endNanos,
                clientId,
                topics,
                bytes,
                error == 0 ? null : Errors.forCode(error).name(),
                null));
    }
}
