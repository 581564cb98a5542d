package io.tailwater.tcp.api;

import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Joins a classic group; the answer comes when the next generation begins. v1 adds the rebalance time-out, v4 has newcomers
 * come back with the id they are given (KIP-394), v5 adds instance ids (KIP-345), v7 tells the protocol type (KIP-559), v8
 * adds the reason (KIP-800), v9 leaders that need not assign (KIP-814).
 *
 * <p>A member whose connection closes while it waits stays in the group for its session time-out, as with Kafka: it may come
 * back by another connection.
 */
final class JoinGroupHandler implements ApiHandler<JoinGroupRequestData, JoinGroupResponseData> {

    private static final short FIRST_WITH_REBALANCE_TIMEOUT = 1;
    private static final short FIRST_WITH_KNOWN_MEMBERS = 4;
    private static final short FIRST_WITH_NULL_PROTOCOL = 7;
    private static final short FIRST_WITH_SKIPPED_ASSIGNMENT = 9;

    @Override
    public ApiKeys api() {
        return ApiKeys.JOIN_GROUP;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 9);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public JoinGroupRequestData decode(Readable body, short version) {
        return new JoinGroupRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, JoinGroupRequestData request) {
        return context.refusal(AclOperation.READ, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<JoinGroupResponseData> handle(RequestContext context, JoinGroupRequestData request) {
        context.whenAbandoned(() -> {}); // nothing to cancel, but a broker that stops need not wait for the rebalance
        return context.broker()
                .groups()
                .join(joining(context, request))
                .map(result -> result instanceof Result.Ok<JoinAnswer> ok
                        ? answer(context, ok.value())
                        : failed(context, request, KafkaErrors.of(result)));
    }

    private static JoinGroup joining(RequestContext context, JoinGroupRequestData request) {
        short version = context.version();
        return new JoinGroup(
                request.groupId(),
                request.memberId(),
                request.groupInstanceId(),
                context.clientId(),
                context.connection().clientHost(),
                request.sessionTimeoutMs(),
                version < FIRST_WITH_REBALANCE_TIMEOUT ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs(),
                request.protocolType(),
                request.protocols().stream()
                        .map(protocol -> new JoinProtocol(protocol.name(), OpaqueBytes.of(protocol.metadata())))
                        .toList(),
                version >= FIRST_WITH_KNOWN_MEMBERS && request.groupInstanceId() == null,
                version >= FIRST_WITH_SKIPPED_ASSIGNMENT,
                request.reason());
    }

    private static JoinGroupResponseData answer(RequestContext context, JoinAnswer answer) {
        JoinGroupResponseData response = new JoinGroupResponseData().setMemberId(answer.memberId());
        if (!(answer instanceof JoinAnswer.Joined joined)) {
            return response.setErrorCode(Errors.MEMBER_ID_REQUIRED.code()).setProtocolName(protocol(context, ""));
        }
        for (JoinAnswer.JoinedMember member : joined.members()) {
            response.members()
                    .add(new JoinGroupResponseMember()
                            .setMemberId(member.memberId())
                            .setGroupInstanceId(member.instanceId())
                            .setMetadata(member.metadata().array()));
        }
        return response.setGenerationId(joined.generationId())
                .setProtocolType(joined.protocolType())
                .setProtocolName(protocol(context, joined.protocolName()))
                .setLeader(joined.leaderId())
                .setSkipAssignment(joined.skipAssignment());
    }

    /** No protocol is said by null where that can be said. */
    private static @Nullable String protocol(RequestContext context, String name) {
        return name.isEmpty() && context.version() >= FIRST_WITH_NULL_PROTOCOL ? null : name;
    }

    @Override
    public JoinGroupResponseData failed(RequestContext context, JoinGroupRequestData request, Errors error) {
        return new JoinGroupResponseData()
                .setErrorCode(error.code())
                .setMemberId(request.memberId())
                .setProtocolName(protocol(context, ""));
    }
}
