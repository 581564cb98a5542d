package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.producer.ProducerDescription;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Tells administrators which producers a partition remembers, so that they find transactions that hang (KIP-664). */
final class DescribeProducersHandler
        implements ApiHandler<DescribeProducersRequestData, DescribeProducersResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_PRODUCERS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public DescribeProducersRequestData decode(Readable body, short version) {
        return new DescribeProducersRequestData(body, version);
    }

    @Override
    public Future<DescribeProducersResponseData> handle(RequestContext context, DescribeProducersRequestData request) {
        DescribeProducersResponseData response = new DescribeProducersResponseData();
        List<Future<?>> answers = new ArrayList<>();
        for (TopicRequest topic : request.topics()) {
            TopicResponse topicAnswer = new TopicResponse().setName(topic.name());
            response.topics().add(topicAnswer);
            Errors refusal = context.refusal(AclOperation.READ, ResourceType.TOPIC, topic.name());
            for (int partition : topic.partitionIndexes()) {
                PartitionResponse answer = new PartitionResponse().setPartitionIndex(partition);
                topicAnswer.partitions().add(answer);
                PartitionKey key = NamedPartition.find(context.broker(), topic.name(), partition);
                if (refusal != Errors.NONE) {
                    answer.setErrorCode(refusal.code());
                } else if (key == null) {
                    answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
                } else {
                    answers.add(context.broker().partitions().producers(key).onSuccess(found -> fill(answer, found)));
                }
            }
        }
        return Future.all(answers).map(response);
    }

    private static void fill(PartitionResponse answer, Result<List<ProducerDescription>> result) {
        if (result instanceof Result.Ok<List<ProducerDescription>> ok) {
            for (ProducerDescription producer : ok.value()) {
                answer.activeProducers()
                        .add(new ProducerState()
                                .setProducerId(producer.producerId())
                                .setProducerEpoch(producer.producerEpoch())
                                .setLastSequence(producer.lastSequence())
                                .setLastTimestamp(producer.lastTimestampMillis())
                                .setCoordinatorEpoch(producer.coordinatorEpoch())
                                .setCurrentTxnStartOffset(producer.transactionFirstOffset()));
            }
        } else if (result instanceof Result.Refused<List<ProducerDescription>> refused) {
            answer.setErrorCode(NamedPartition.error(refused.error().code()).code())
                    .setErrorMessage(refused.error().message());
        }
    }

    @Override
    public DescribeProducersResponseData failed(
            RequestContext context, DescribeProducersRequestData request, Errors error) {
        DescribeProducersResponseData response = new DescribeProducersResponseData();
        for (TopicRequest topic : request.topics()) {
            response.topics()
                    .add(new TopicResponse()
                            .setName(topic.name())
                            .setPartitions(topic.partitionIndexes().stream()
                                    .map(partition -> new PartitionResponse()
                                            .setPartitionIndex(partition)
                                            .setErrorCode(error.code()))
                                    .toList()));
        }
        return response;
    }
}
