package io.tailwater.core.group.state;

import io.tailwater.core.group.JoinProtocol;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How many members support which way to assign. Owned by its group. */
final class SupportedProtocols {

    private final Map<String, Integer> supporters = new HashMap<>();

    void add(List<JoinProtocol> protocols) {
        protocols.forEach(protocol -> supporters.merge(protocol.name(), 1, Integer::sum));
    }

    void remove(List<JoinProtocol> protocols) {
        protocols.forEach(protocol ->
                supporters.computeIfPresent(protocol.name(), (name, count) -> count == 1 ? null : count - 1));
    }

    /** Whether all members support one of these. */
    boolean anySupportedByAll(List<JoinProtocol> protocols, int members) {
        return protocols.stream().anyMatch(protocol -> supporters.getOrDefault(protocol.name(), 0) == members);
    }

    /** The way that most members like best among those that all support; null when there is none. */
    @Nullable
    String select(Collection<ClassicMember> members) {
        return select(members.stream().map(ClassicMember::protocols).toList());
    }

    /** As the other, of a consumer group all of whose members speak the classic protocol. */
    @Nullable
    String selectOf(Collection<ConsumerMember> members) {
        return select(members.stream().map(ConsumerMember::protocols).toList());
    }

    private @Nullable String select(List<List<JoinProtocol>> members) {
        Set<String> candidates = new HashSet<>();
        supporters.forEach((name, count) -> {
            if (count == members.size()) {
                candidates.add(name);
            }
        });
        // In the order of joining, so that a tie is decided in the same way each time.
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (List<JoinProtocol> member : members) {
            String vote = vote(member, candidates);
            if (vote != null) {
                votes.merge(vote, 1, Integer::sum);
            }
        }
        String selected = null;
        int most = 0;
        for (Map.Entry<String, Integer> candidate : votes.entrySet()) {
            if (candidate.getValue() > most) {
                selected = candidate.getKey();
                most = candidate.getValue();
            }
        }
        return selected;
    }

    private static @Nullable String vote(List<JoinProtocol> protocols, Set<String> candidates) {
        for (JoinProtocol protocol : protocols) {
            if (candidates.contains(protocol.name())) {
                return protocol.name();
            }
        }
        return null;
    }
}
