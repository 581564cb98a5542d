package io.tailwater.tcp.api;

import io.tailwater.core.partition.OffsetFound;
import io.tailwater.core.partition.OffsetSpec;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Finds offsets: the first, the last, the first at or after a time. v2 adds isolation, v4 leader epochs, v7 the largest
 * timestamp (KIP-734), v8 the first on local storage, v9 the last on tiered storage, v10 a time limit, v11 the first not yet
 * uploaded. Nothing is tiered here: all that is stored is local, and of the rest there is none.
 */
final class ListOffsetsHandler implements ApiHandler<ListOffsetsRequestData, ListOffsetsResponseData> {

    private static final byte READ_COMMITTED = 1;

    @Override
    public ApiKeys api() {
        return ApiKeys.LIST_OFFSETS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 11);
    }

    @Override
    public ListOffsetsRequestData decode(Readable body, short version) {
        return new ListOffsetsRequestData(body, version);
    }

    @Override
    public Future<ListOffsetsResponseData> handle(RequestContext context, ListOffsetsRequestData request) {
        ListOffsetsResponseData response = new ListOffsetsResponseData();
        List<Future<?>> answers = new ArrayList<>();
        Set<String> twice = namedTwice(request);
        for (ListOffsetsTopic topic : request.topics()) {
            ListOffsetsTopicResponse topicAnswer = new ListOffsetsTopicResponse().setName(topic.name());
            response.topics().add(topicAnswer);
            Errors refusal = context.refusal(AclOperation.DESCRIBE, ResourceType.TOPIC, topic.name());
            for (ListOffsetsPartition wanted : topic.partitions()) {
                ListOffsetsPartitionResponse answer =
                        new ListOffsetsPartitionResponse().setPartitionIndex(wanted.partitionIndex());
                topicAnswer.partitions().add(answer);
                if (refusal != Errors.NONE) {
                    answer.setErrorCode(refusal.code());
                } else if (twice.contains(name(topic, wanted))) {
                    answer.setErrorCode(Errors.INVALID_REQUEST.code());
                } else {
                    answers.add(find(context, request, topic.name(), wanted, answer));
                }
            }
        }
        return Future.all(answers).map(response);
    }

    private static Future<?> find(
            RequestContext context,
            ListOffsetsRequestData request,
            String topicName,
            ListOffsetsPartition wanted,
            ListOffsetsPartitionResponse answer) {
        OffsetQuestion question = OffsetQuestion.of(wanted.timestamp(), context.version());
        PartitionKey key = NamedPartition.find(context.broker(), topicName, wanted.partitionIndex());
        if (question == null || key == null) {
            Errors error = question == null ? Errors.UNSUPPORTED_VERSION : Errors.UNKNOWN_TOPIC_OR_PARTITION;
            answer.setErrorCode(error.code());
            return Future.succeededFuture();
        }
        OffsetSpec spec = question.spec(wanted.timestamp(), request.isolationLevel() == READ_COMMITTED);
        return context.broker()
                .partitions()
                .findOffset(key, spec, wanted.currentLeaderEpoch())
                .onSuccess(result -> {
                    if (result instanceof Result.Refused<OffsetFound> refused) {
                        answer.setErrorCode(
                                NamedPartition.error(refused.error().code()).code());
                    } else if (result instanceof Result.Ok<OffsetFound> ok && !question.isAboutRemoteStorage()) {
                        answer.setOffset(ok.value().offset())
                                .setTimestamp(ok.value().timestampMillis());
                        if (context.version() >= 4) {
                            answer.setLeaderEpoch(ok.value().leaderEpoch());
                        }
                    }
                });
    }

    private static Set<String> namedTwice(ListOffsetsRequestData request) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (ListOffsetsTopic topic : request.topics()) {
            for (ListOffsetsPartition partition : topic.partitions()) {
                if (!seen.add(name(topic, partition))) {
                    twice.add(name(topic, partition));
                }
            }
        }
        return twice;
    }

    private static String name(ListOffsetsTopic topic, ListOffsetsPartition partition) {
        return topic.name() + "-" + partition.partitionIndex();
    }

    @Override
    public ListOffsetsResponseData failed(RequestContext context, ListOffsetsRequestData request, Errors error) {
        ListOffsetsResponseData response = new ListOffsetsResponseData();
        for (ListOffsetsTopic topic : request.topics()) {
            ListOffsetsTopicResponse topicAnswer = new ListOffsetsTopicResponse().setName(topic.name());
            response.topics().add(topicAnswer);
            for (ListOffsetsPartition partition : topic.partitions()) {
                topicAnswer
                        .partitions()
                        .add(new ListOffsetsPartitionResponse()
                                .setPartitionIndex(partition.partitionIndex())
                                .setErrorCode(error.code()));
            }
        }
        return response;
    }
}
