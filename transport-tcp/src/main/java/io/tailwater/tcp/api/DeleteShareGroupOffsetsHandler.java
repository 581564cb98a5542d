package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData.DeleteShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Forgets how far a share group that nobody is in has come in some topics (KIP-932). */
final class DeleteShareGroupOffsetsHandler
        implements ApiHandler<DeleteShareGroupOffsetsRequestData, DeleteShareGroupOffsetsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_SHARE_GROUP_OFFSETS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 0);
    }

    @Override
    public DeleteShareGroupOffsetsRequestData decode(Readable body, short version) {
        return new DeleteShareGroupOffsetsRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, DeleteShareGroupOffsetsRequestData request) {
        return context.refusal(AclOperation.DELETE, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<DeleteShareGroupOffsetsResponseData> handle(
            RequestContext context, DeleteShareGroupOffsetsRequestData request) {
        DeleteShareGroupOffsetsResponseData response = new DeleteShareGroupOffsetsResponseData();
        List<DeleteShareGroupOffsetsRequestTopic> allowed = new ArrayList<>();
        for (DeleteShareGroupOffsetsRequestTopic asked : request.topics()) {
            Errors refusal = context.refusal(AclOperation.READ, ResourceType.TOPIC, asked.topicName());
            if (refusal == Errors.NONE) {
                allowed.add(asked);
            } else {
                response.responses()
                        .add(new DeleteShareGroupOffsetsResponseTopic()
                                .setTopicName(asked.topicName())
                                .setErrorCode(refusal.code())
                                .setErrorMessage(refusal.message()));
            }
        }
        if (allowed.isEmpty() && !request.topics().isEmpty()) {
            return Future.succeededFuture(response);
        }
        return EmptyShareGroup.require(context.broker(), request.groupId())
                .compose(result -> result instanceof Result.Refused<Done> refused
                        ? Future.succeededFuture(new Result.Refused<List<ShareOffset>>(refused.error()))
                        : context.broker().shares().offsets(request.groupId()))
                .compose(result -> result instanceof Result.Ok<List<ShareOffset>> ok
                        ? delete(context, request, allowed, response, ok.value())
                        : Future.succeededFuture(failed(context, request, KafkaErrors.of(result))
                                .setErrorMessage(((Result.Refused<List<ShareOffset>>) result)
                                        .error()
                                        .message())));
    }

    private Future<DeleteShareGroupOffsetsResponseData> delete(
            RequestContext context,
            DeleteShareGroupOffsetsRequestData request,
            List<DeleteShareGroupOffsetsRequestTopic> allowed,
            DeleteShareGroupOffsetsResponseData response,
            List<ShareOffset> offsets) {
        List<PartitionKey> deleted = new ArrayList<>();
        for (DeleteShareGroupOffsetsRequestTopic asked : allowed) {
            Topic topic = context.broker().topics().find(asked.topicName());
            List<PartitionKey> known = topic == null
                    ? List.of()
                    : offsets.stream()
                            .map(ShareOffset::key)
                            .filter(key -> key.topicId().equals(topic.id()))
                            .toList();
            deleted.addAll(known);
            DeleteShareGroupOffsetsResponseTopic answer =
                    new DeleteShareGroupOffsetsResponseTopic().setTopicName(asked.topicName());
            if (topic != null) {
                answer.setTopicId(TopicIds.toWire(topic.id()));
            }
            if (known.isEmpty()) {
                answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setErrorMessage("There is no offset information to delete.");
            }
            response.responses().add(answer);
        }
        return context.broker()
                .shares()
                .deleteOffsets(request.groupId(), deleted)
                .map(result -> result instanceof Result.Refused<Done> refused
                        ? failed(context, request, KafkaErrors.of(refused))
                                .setErrorMessage(refused.error().message())
                        : response);
    }

    @Override
    public DeleteShareGroupOffsetsResponseData failed(
            RequestContext context, DeleteShareGroupOffsetsRequestData request, Errors error) {
        return new DeleteShareGroupOffsetsResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }
}
