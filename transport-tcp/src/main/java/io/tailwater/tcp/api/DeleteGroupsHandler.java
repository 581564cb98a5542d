package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Forgets groups that have no members, and their offsets (KIP-229). v3 adds a message. */
final class DeleteGroupsHandler implements ApiHandler<DeleteGroupsRequestData, DeleteGroupsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_GROUPS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 3);
    }

    @Override
    public DeleteGroupsRequestData decode(Readable body, short version) {
        return new DeleteGroupsRequestData(body, version);
    }

    @Override
    public Future<DeleteGroupsResponseData> handle(RequestContext context, DeleteGroupsRequestData request) {
        DeleteGroupsResponseData response = new DeleteGroupsResponseData();
        List<String> groupIds = GroupAccess.allowed(
                context,
                AclOperation.DELETE,
                distinct(request),
                groupId -> response.results().add(result(groupId, Errors.GROUP_AUTHORIZATION_FAILED)));
        return forgetShares(context, groupIds)
                .compose(forgotten -> context.broker().groups().delete(groupIds))
                .map(answers -> {
                    for (GroupAnswer<Done> answer : answers) {
                        DeletableGroupResult result = result(answer.groupId(), KafkaErrors.of(answer.result()));
                        if (answer.result() instanceof Result.Refused<Done> refused) {
                            result.setErrorMessage(refused.error().message());
                        } else {
                            context.audit(AuditAction.GROUP_DELETED, answer.groupId(), Map.of());
                        }
                        response.results().add(result);
                    }
                    return response;
                });
    }

    /**
     * How far a share group has come is forgotten before it is: should the broker die in between, the group is still there to be
     * deleted again, while one that is made later does not go on where it left off.
     */
    private static Future<?> forgetShares(RequestContext context, List<String> groupIds) {
        Broker broker = context.broker();
        return Future.join(groupIds.stream()
                .map(groupId -> EmptyShareGroup.require(broker, groupId)
                        .compose(result -> result instanceof Result.Ok<Done>
                                ? broker.shares().deleteGroup(groupId)
                                : Future.succeededFuture(result)))
                .toList());
    }

    private static List<String> distinct(DeleteGroupsRequestData request) {
        return request.groupsNames().stream().distinct().toList();
    }

    private static DeletableGroupResult result(String groupId, Errors error) {
        return new ScatteredResult().setGroupId(groupId).setErrorCode(error.code());
    }

    /** Lies anywhere in the answer's hash table, as nobody looks it up: equal names would take the cube of the time. */
    private static final class ScatteredResult extends DeletableGroupResult {

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    @Override
    public DeleteGroupsResponseData failed(RequestContext context, DeleteGroupsRequestData request, Errors error) {
        DeleteGroupsResponseData response = new DeleteGroupsResponseData();
        distinct(request).forEach(groupId -> response.results().add(result(groupId, error)));
        return response;
    }
}
