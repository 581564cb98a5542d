package io.tailwater.tcp.api;

import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Adds partitions to topics, or only says whether it would (KIP-195). v1 to v3 change nothing but the encoding. New
 * partitions can only be assigned to this broker.
 */
final class CreatePartitionsHandler implements ApiHandler<CreatePartitionsRequestData, CreatePartitionsResponseData> {

    private static final int FIRST_WITH_QUOTAS = 3;

    @Override
    public ApiKeys api() {
        return ApiKeys.CREATE_PARTITIONS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 3);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public CreatePartitionsRequestData decode(Readable body, short version) {
        return new CreatePartitionsRequestData(body, version);
    }

    @Override
    public Future<CreatePartitionsResponseData> handle(RequestContext context, CreatePartitionsRequestData request) {
        CreatePartitionsResponseData response = new CreatePartitionsResponseData();
        List<Future<?>> answers = new ArrayList<>();
        Set<String> named = new HashSet<>();
        MutationQuota quota = MutationQuota.of(context, FIRST_WITH_QUOTAS);
        for (CreatePartitionsTopic wanted : request.topics()) {
            if (!named.add(wanted.name())) {
                continue; // answered with the first of that name
            }
            CreatePartitionsTopicResult answer = new CreatePartitionsTopicResult().setName(wanted.name());
            response.results().add(answer);
            if (request.topics().findAll(wanted.name()).size() > 1) {
                refuse(answer, Errors.INVALID_REQUEST, "The topic is named twice in this request.");
            } else {
                Errors refusal = context.refusal(AclOperation.ALTER, ResourceType.TOPIC, wanted.name());
                if (refusal != Errors.NONE) {
                    refuse(answer, refusal, refusal.message());
                    continue;
                }
                answers.add(add(context, wanted, request.validateOnly(), quota, answer));
            }
        }
        return Future.all(answers).map(response);
    }

    private static Future<?> add(
            RequestContext context,
            CreatePartitionsTopic wanted,
            boolean validateOnly,
            MutationQuota quota,
            CreatePartitionsTopicResult answer) {
        // Asking first, since an assignment is measured against what is there.
        return context.broker()
                .topics()
                .addPartitions(wanted.name(), wanted.count(), true)
                .compose(possible -> {
                    if (possible instanceof Result.Ok<Topic>
                            && acceptable(context, wanted, answer)
                            && !validateOnly
                            && allowed(context, wanted, quota, answer)) {
                        return context.broker().topics().addPartitions(wanted.name(), wanted.count(), false);
                    }
                    return Future.succeededFuture(possible);
                })
                .onSuccess(result -> {
                    if (result instanceof Result.Refused<Topic> refused) {
                        refuse(
                                answer,
                                NamedPartition.error(refused.error().code()),
                                refused.error().message());
                    } else if (answer.errorCode() == Errors.NONE.code() && !validateOnly) {
                        context.audit(AuditAction.TOPIC_CHANGED, wanted.name(), Map.of("partitions", wanted.count()));
                    }
                });
    }

    private static boolean allowed(
            RequestContext context,
            CreatePartitionsTopic wanted,
            MutationQuota quota,
            CreatePartitionsTopicResult answer) {
        Topic topic = context.broker().topics().find(wanted.name());
        int added = topic == null ? wanted.count() : wanted.count() - topic.partitionCount();
        if (quota.allows(added)) {
            return true;
        }
        refuse(answer, Errors.THROTTLING_QUOTA_EXCEEDED, Errors.THROTTLING_QUOTA_EXCEEDED.message());
        return false;
    }

    private static boolean acceptable(
            RequestContext context, CreatePartitionsTopic wanted, CreatePartitionsTopicResult answer) {
        Topic topic = context.broker().topics().find(wanted.name());
        if (wanted.assignments() == null || topic == null) {
            return true;
        }
        int added = wanted.count() - topic.partitionCount();
        if (wanted.assignments().size() != added) {
            refuse(
                    answer,
                    Errors.INVALID_REPLICA_ASSIGNMENT,
                    added + " partitions are added, but " + wanted.assignments().size() + " are assigned.");
            return false;
        }
        int nodeId = context.broker().config().nodeId();
        int partition = topic.partitionCount();
        for (CreatePartitionsAssignment assignment : wanted.assignments()) {
            if (!ReplicaPlacement.isHere(assignment.brokerIds(), nodeId)) {
                ReplicaPlacement refusal = ReplicaPlacement.elsewhere(partition, assignment.brokerIds(), nodeId);
                refuse(answer, refusal.error(), refusal.message());
                return false;
            }
            partition++;
        }
        return true;
    }

    private static void refuse(CreatePartitionsTopicResult answer, Errors error, String message) {
        answer.setErrorCode(error.code()).setErrorMessage(message);
    }

    @Override
    public CreatePartitionsResponseData failed(
            RequestContext context, CreatePartitionsRequestData request, Errors error) {
        CreatePartitionsResponseData response = new CreatePartitionsResponseData();
        for (CreatePartitionsTopic wanted : request.topics()) {
            response.results()
                    .add(new CreatePartitionsTopicResult()
                            .setName(wanted.name())
                            .setErrorCode(error.code())
                            .setErrorMessage(error.message()));
        }
        return response;
    }
}
