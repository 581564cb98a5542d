package io.tailwater.core.group.state;

import io.tailwater.core.group.JoinAnswer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What members are told of a generation. */
final class JoinAnswers {

    private JoinAnswers() {}

    /** Everybody, as the leader is told. */
    static List<JoinAnswer.JoinedMember> everybody(ClassicGroup group) {
        List<JoinAnswer.JoinedMember> everybody =
                new ArrayList<>(group.members().size());
        for (ClassicMember member : group.members().all()) {
            everybody.add(new JoinAnswer.JoinedMember(
                    member.memberId(), member.instanceId(), member.metadata(group.protocolName())));
        }
        return List.copyOf(everybody);
    }

    /** The present generation, for a member; {@code members} is empty but for a leader. */
    static JoinAnswer joined(ClassicGroup group, ClassicMember member, List<JoinAnswer.JoinedMember> members) {
        return joined(group, member.memberId(), orEmpty(group.leaderId()), false, members);
    }

    /** The present generation, for a member that need not do what others in its place do. */
    static JoinAnswer joined(
            ClassicGroup group,
            String memberId,
            String leaderId,
            boolean skipAssignment,
            List<JoinAnswer.JoinedMember> members) {
        return new JoinAnswer.Joined(
                memberId,
                group.generationId(),
                group.protocolType(),
                orEmpty(group.protocolName()),
                leaderId,
                skipAssignment,
                members);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
