package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.Heartbeat;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.JoinGroup;
import io.tailwater.core.group.JoinProtocol;
import io.tailwater.core.group.LeaveGroup;
import io.tailwater.core.group.LeaveGroup.LeavingMember;
import io.tailwater.core.group.LeftMember;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.group.SyncGroup;
import io.tailwater.core.result.Done;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Somebody who wants to be in a group, and remembers what it was told. Used by one thread. */
final class Client {

    private GroupsUnderTest groups;
    private final String groupId;
    private String instanceId;
    private String type = "consumer";
    private List<JoinProtocol> protocols = List.of(new JoinProtocol("range", subscription("t")));
    private int sessionMillis = 10_000;
    private int rebalanceMillis = 60_000;
    private boolean handshake = true;
    private boolean canSkip = true;

    String memberId = "";
    int generationId = -1;

    Client(GroupsUnderTest groups, String groupId) {
        this.groups = groups;
        this.groupId = groupId;
    }

    /** What a consumer says when it subscribes to topics. */
    static OpaqueBytes subscription(String... topics) {
        FieldWriter fields = new FieldWriter(64).int16(1).int32(topics.length);
        for (String topic : topics) {
            fields.string(topic);
        }
        ByteBuffer written = fields.int32(-1).int32(0).toBuffer();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return OpaqueBytes.of(bytes);
    }

    static OpaqueBytes bytes(String text) {
        return OpaqueBytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    Client instance(String name) {
        instanceId = name;
        return this;
    }

    Client type(String protocolType) {
        type = protocolType;
        return this;
    }

    /** Ways to assign, the best first; the subscription is to topic {@code t}. */
    Client supporting(String... names) {
        List<JoinProtocol> supported = new ArrayList<>();
        for (String name : names) {
            supported.add(new JoinProtocol(name, subscription("t")));
        }
        protocols = supported;
        return this;
    }

    Client subscribing(String... topics) {
        return saying(subscription(topics));
    }

    Client saying(OpaqueBytes metadata) {
        protocols = List.of(new JoinProtocol("range", metadata));
        return this;
    }

    Client sessionMillis(int millis) {
        sessionMillis = millis;
        return this;
    }

    Client rebalanceMillis(int millis) {
        rebalanceMillis = millis;
        return this;
    }

    /** As clients before 2.2: joins without being given an id first. */
    Client withoutHandshake() {
        handshake = false;
        return this;
    }

    Client withoutSkipping() {
        canSkip = false;
        return this;
    }

    /** The same client, of another broker's groups. */
    Client of(GroupsUnderTest others) {
        groups = others;
        return this;
    }

    MemberClaim claim() {
        return new MemberClaim(memberId, instanceId, generationId);
    }

    /** Asks once. */
    Answer<JoinAnswer> join() {
        JoinGroup request = new JoinGroup(
                groupId,
                memberId,
                instanceId,
                "client",
                "/127.0.0.1",
                sessionMillis,
                rebalanceMillis,
                type,
                protocols,
                handshake,
                canSkip,
                null);
        return groups.coordinator().ask((state, reply, output) -> state.join(request, reply, output));
    }

    /** Asks as often as it takes to be let in; the answer may still be to come. */
    Answer<JoinAnswer> enter() {
        Answer<JoinAnswer> answer = join();
        if (answer.isGiven() && answer.value() instanceof JoinAnswer.MemberIdRequired required) {
            memberId = required.memberId();
            return join();
        }
        return answer;
    }

    /** Takes a generation's begin to heart. */
    JoinAnswer.Joined told(Answer<JoinAnswer> answer) {
        JoinAnswer.Joined joined = (JoinAnswer.Joined) answer.value();
        memberId = joined.memberId();
        generationId = joined.generationId();
        return joined;
    }

    /** Enters a group that needs nobody else for its next generation. */
    JoinAnswer.Joined joined() {
        return told(enter());
    }

    Answer<SyncAnswer> sync() {
        return sync(Map.of());
    }

    /** Brings assignments, as a leader. */
    Answer<SyncAnswer> sync(Map<String, OpaqueBytes> assignments) {
        SyncGroup request = new SyncGroup(groupId, claim(), type, null, assignments);
        return groups.coordinator().ask((state, reply, output) -> state.sync(request, reply, output));
    }

    /** Assigns to everybody its own id, as a leader. */
    Answer<SyncAnswer> assign(Client... everybody) {
        Map<String, OpaqueBytes> assignments = new HashMap<>();
        for (Client client : everybody) {
            assignments.put(client.memberId, bytes("for " + client.memberId));
        }
        return sync(assignments);
    }

    Answer<Done> heartbeat() {
        Heartbeat request = new Heartbeat(groupId, claim());
        return groups.coordinator().ask((state, reply, output) -> state.heartbeat(request, reply, output));
    }

    Answer<List<LeftMember>> leave() {
        return leave(new LeavingMember(memberId, instanceId, null));
    }

    Answer<List<LeftMember>> leave(LeavingMember... members) {
        LeaveGroup request = new LeaveGroup(groupId, List.of(members));
        return groups.coordinator().ask((state, reply, output) -> state.leave(request, reply, output));
    }

    /** Makes a stable group of clients that have not joined yet; the first leads. */
    static void stabilize(Client... clients) {
        List<Answer<JoinAnswer>> answers = new ArrayList<>();
        clients[0].joined();
        for (int i = 1; i < clients.length; i++) {
            answers.add(clients[i].enter());
        }
        if (clients.length > 1) {
            clients[0].told(clients[0].join());
            for (int i = 1; i < clients.length; i++) {
                clients[i].told(answers.get(i - 1));
            }
        }
        clients[0].assign(clients).value();
        for (int i = 1; i < clients.length; i++) {
            clients[i].sync().value();
        }
    }
}
