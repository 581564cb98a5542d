package io.tailwater.core.group.state;

import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.group.assign.OwnedPartitions;
import io.tailwater.core.group.record.ConsumerCurrentValue;
import io.tailwater.core.group.record.ConsumerMemberValue;
import io.tailwater.core.group.record.ConsumerMemberValue.ClassicPart;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A member of a consumer group.
 *
 * @param memberId its id
 * @param said what it said of itself
 * @param current what it has
 */
record ConsumerMember(String memberId, ConsumerMemberValue said, ConsumerCurrentValue current) implements ModernMember {

    /** Epoch of an instance that left and is to come back (KIP-848). */
    static final int LEFT_EPOCH = -2;

    private static final ConsumerMemberValue NOTHING =
            new ConsumerMemberValue(null, null, "", "", new TreeSet<>(), "", -1, null, null);
    private static final ConsumerCurrentValue AT_FIRST =
            new ConsumerCurrentValue(0, -1, ConsumerCurrentValue.STABLE, OwnedPartitions.NONE, OwnedPartitions.NONE);

    /** Somebody of whom nothing is known yet. */
    static ConsumerMember unknown(String memberId) {
        return new ConsumerMember(memberId, NOTHING, AT_FIRST);
    }

    ConsumerMember withSaid(ConsumerMemberValue value) {
        return new ConsumerMember(memberId, value, current);
    }

    ConsumerMember withCurrent(ConsumerCurrentValue value) {
        return new ConsumerMember(memberId, said, value);
    }

    @Override
    public int epoch() {
        return current.epoch();
    }

    @Override
    public @Nullable String rackId() {
        return said.rackId();
    }

    @Nullable
    String instanceId() {
        return said.instanceId();
    }

    @Override
    public Set<String> topics() {
        return said.topics();
    }

    /** The regular expression it subscribes with; empty for none. */
    String expression() {
        return said.expression() == null ? "" : said.expression();
    }

    @Override
    public Assignment assigned() {
        return current.assigned().partitions();
    }

    /** What it has not given up yet. */
    Assignment revoking() {
        return current.revoking().partitions();
    }

    boolean isRevoking() {
        return current.state() == ConsumerCurrentValue.UNREVOKED_PARTITIONS;
    }

    @Override
    public boolean isReconciledTo(int assignmentEpoch) {
        return current.state() == ConsumerCurrentValue.STABLE && current.epoch() == assignmentEpoch;
    }

    /** Whether it speaks the classic protocol. */
    boolean isClassic() {
        return said.classic() != null;
    }

    /** The ways to assign it supports, when it speaks the classic protocol. */
    List<JoinProtocol> protocols() {
        ClassicPart classic = said.classic();
        return classic == null ? List.of() : classic.protocols();
    }

    @Override
    public long footprintBytes() {
        long bytes = Estimates.MEMBER_BYTES
                + current.assigned().footprintBytes()
                + current.revoking().footprintBytes()
                + 2L * expression().length();
        for (String topic : said.topics()) {
            bytes += Estimates.TOPIC_NAME_BYTES + topic.length();
        }
        return bytes + ClassicMember.sizeOf(protocols());
    }
}
