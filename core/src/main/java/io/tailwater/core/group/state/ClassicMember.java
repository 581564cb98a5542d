package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.record.MemberValue;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A member of a classic group. Owned by its group. */
final class ClassicMember {

    /** Who a member is, which does not change as long as it has its id. */
    record Identity(String memberId, @Nullable String instanceId, String clientId, String clientHost) {}

    private final Identity identity;
    private final Deadline sessionEnd;
    private List<JoinProtocol> protocols;
    private int rebalanceTimeoutMillis;
    private int sessionTimeoutMillis;
    private OpaqueBytes assignment = OpaqueBytes.EMPTY;

    /** Whether it has not been told yet that it is a member, so that it cannot keep its session alive. */
    private boolean isNew;

    private @Nullable Reply<JoinAnswer> joining;
    private @Nullable Reply<SyncAnswer> syncing;

    /** @param atSessionEnd called when it was silent for too long */
    ClassicMember(Identity identity, BiConsumer<ClassicMember, CoordinatorOutput> atSessionEnd) {
        this.identity = identity;
        this.sessionEnd = new Deadline(output -> atSessionEnd.accept(this, output));
        this.protocols = List.of();
    }

    String memberId() {
        return identity.memberId;
    }

    @Nullable
    String instanceId() {
        return identity.instanceId;
    }

    boolean isStatic() {
        return identity.instanceId != null;
    }

    Identity identity() {
        return identity;
    }

    /** When it is out, unless it is heard of. */
    Deadline sessionEnd() {
        return sessionEnd;
    }

    List<JoinProtocol> protocols() {
        return protocols;
    }

    int rebalanceTimeoutMillis() {
        return rebalanceTimeoutMillis;
    }

    int sessionTimeoutMillis() {
        return sessionTimeoutMillis;
    }

    OpaqueBytes assignment() {
        return assignment;
    }

    boolean isNew() {
        return isNew;
    }

    void setNew(boolean value) {
        isNew = value;
    }

    /** Takes over what a member says when it joins; only its group may do so, which counts protocols. */
    void setProtocols(List<JoinProtocol> said, int rebalanceTimeout, int sessionTimeout) {
        protocols = said;
        setTimeouts(rebalanceTimeout, sessionTimeout);
    }

    void setTimeouts(int rebalanceTimeout, int sessionTimeout) {
        rebalanceTimeoutMillis = rebalanceTimeout;
        sessionTimeoutMillis = sessionTimeout;
    }

    void setAssignment(OpaqueBytes assigned) {
        assignment = assigned;
    }

    boolean isJoining() {
        return joining != null;
    }

    boolean isSyncing() {
        return syncing != null;
    }

    void setJoining(Reply<JoinAnswer> reply) {
        joining = reply;
    }

    void setSyncing(Reply<SyncAnswer> reply) {
        syncing = reply;
    }

    /** The reply that joining waits for, which is then no longer the member's; null when it does not wait. */
    @Nullable
    Reply<JoinAnswer> takeJoining() {
        Reply<JoinAnswer> taken = joining;
        joining = null;
        return taken;
    }

    /** The reply that syncing waits for, which is then no longer the member's; null when it does not wait. */
    @Nullable
    Reply<SyncAnswer> takeSyncing() {
        Reply<SyncAnswer> taken = syncing;
        syncing = null;
        return taken;
    }

    /** What it said for a way to assign; empty when it does not support it. */
    OpaqueBytes metadata(@Nullable String protocolName) {
        for (JoinProtocol protocol : protocols) {
            if (protocol.name().equals(protocolName)) {
                return protocol.metadata();
            }
        }
        return OpaqueBytes.EMPTY;
    }

    /** As it is written, for a way to assign. */
    MemberValue toValue(@Nullable String protocolName, OpaqueBytes assigned) {
        return new MemberValue(
                identity.memberId,
                identity.instanceId,
                identity.clientId,
                identity.clientHost,
                rebalanceTimeoutMillis,
                sessionTimeoutMillis,
                metadata(protocolName),
                assigned);
    }

    /** Memory, estimated. */
    long footprint() {
        return Estimates.MEMBER_BYTES + sizeOf(protocols) + assignment.size();
    }

    static long sizeOf(List<JoinProtocol> protocols) {
        long bytes = 0;
        for (JoinProtocol protocol : protocols) {
            bytes += protocol.name().length() + protocol.metadata().size();
        }
        return bytes;
    }
}
