package io.tailwater.tcp.api;

import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Takes the leader's assignments and gives each member its own; the answer comes when the leader has asked. v3 adds the
 * instance id (KIP-345), v5 the protocol, which has to be said then (KIP-559).
 */
final class SyncGroupHandler implements ApiHandler<SyncGroupRequestData, SyncGroupResponseData> {

    private static final short FIRST_WITH_PROTOCOL = 5;

    @Override
    public ApiKeys api() {
        return ApiKeys.SYNC_GROUP;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 5);
    }

    @Override
    public SyncGroupRequestData decode(Readable body, short version) {
        return new SyncGroupRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, SyncGroupRequestData request) {
        return context.refusal(AclOperation.READ, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<SyncGroupResponseData> handle(RequestContext context, SyncGroupRequestData request) {
        if (context.version() >= FIRST_WITH_PROTOCOL
                && (request.protocolType() == null || request.protocolName() == null)) {
            return Future.succeededFuture(failed(context, request, Errors.INCONSISTENT_GROUP_PROTOCOL));
        }
        context.whenAbandoned(() -> {}); // nothing to cancel, but a broker that stops need not wait for the leader
        return context.broker()
                .groups()
                .sync(syncing(request))
                .map(result -> result instanceof Result.Ok<SyncAnswer> ok
                        ? answer(ok.value())
                        : failed(context, request, KafkaErrors.of(result)));
    }

    private static SyncGroup syncing(SyncGroupRequestData request) {
        Map<String, OpaqueBytes> assignments = new HashMap<>();
        for (SyncGroupRequestAssignment assignment : request.assignments()) {
            assignments.put(assignment.memberId(), OpaqueBytes.of(assignment.assignment()));
        }
        return new SyncGroup(
                request.groupId(),
                new MemberClaim(request.memberId(), request.groupInstanceId(), request.generationId()),
                request.protocolType(),
                request.protocolName(),
                assignments);
    }

    private static SyncGroupResponseData answer(SyncAnswer answer) {
        return new SyncGroupResponseData()
                .setProtocolType(answer.protocolType())
                .setProtocolName(answer.protocolName())
                .setAssignment(answer.assignment().array());
    }

    @Override
    public SyncGroupResponseData failed(RequestContext context, SyncGroupRequestData request, Errors error) {
        return new SyncGroupResponseData().setErrorCode(error.code());
    }
}
