package io.tailwater.tcp.api;

import io.tailwater.core.group.Heartbeat;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Keeps a member of a classic group alive. v3 adds the instance id (KIP-345). */
final class HeartbeatHandler implements ApiHandler<HeartbeatRequestData, HeartbeatResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.HEARTBEAT;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 4);
    }

    @Override
    public HeartbeatRequestData decode(Readable body, short version) {
        return new HeartbeatRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, HeartbeatRequestData request) {
        return context.refusal(AclOperation.READ, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<HeartbeatResponseData> handle(RequestContext context, HeartbeatRequestData request) {
        MemberClaim member = new MemberClaim(request.memberId(), request.groupInstanceId(), request.generationId());
        return context.broker()
                .groups()
                .heartbeat(new Heartbeat(request.groupId(), member))
                .map(HeartbeatHandler::answer);
    }

    private static HeartbeatResponseData answer(Result<Done> result) {
        Errors error = KafkaErrors.of(result);
        // Members whose group is still being read keep quiet, as with Kafka, instead of looking for another
        // coordinator.
        return new HeartbeatResponseData()
                .setErrorCode(error == Errors.COORDINATOR_LOAD_IN_PROGRESS ? Errors.NONE.code() : error.code());
    }

    @Override
    public HeartbeatResponseData failed(RequestContext context, HeartbeatRequestData request, Errors error) {
        return new HeartbeatResponseData().setErrorCode(error.code());
    }
}
