package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchApi;
import io.tailwater.bench.wire.FrameReader;
import io.tailwater.bench.wire.GatherWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;

/**
 * One member of a group on its connection: joins, takes part in rebalances, and in between sends a heartbeat and a commit
 * when a round is due. Owned by one {@link MemberLoop}.
 */
final class MemberConnection {

    private static final int READ_BYTES = 1 << 10;
    private static final Set<Errors> EXPECTED =
            EnumSet.of(Errors.MEMBER_ID_REQUIRED, Errors.REBALANCE_IN_PROGRESS, Errors.COORDINATOR_LOAD_IN_PROGRESS);

    /**
     * What is counted.
     *
     * @param commits from when due until answered
     * @param heartbeats from when due until answered
     * @param assignments from when the group's rebalance began until the member has its assignment
     */
    record Tallies(Tally commits, Tally heartbeats, Tally assignments) {}

    private final SocketChannel channel;
    private final FrameReader reader;
    private final GatherWriter writer;
    private final MemberRequests requests;
    private final GroupClock group;
    private final Tallies tallies;
    private final LongSupplier nanoClock;
    private final Deque<BenchApi> underWay = new ArrayDeque<>();
    private volatile String memberId = "";
    private boolean leader;
    private boolean assigned;
    private boolean rejoin;
    private long dueNanos;

    /** @param channel connected and non-blocking; closed by the caller */
    MemberConnection(
            SocketChannel channel, MemberRequests requests, GroupClock group, Tallies tallies, LongSupplier nanoClock) {
        this.channel = channel;
        this.reader = new FrameReader(channel, READ_BYTES);
        this.writer = new GatherWriter(channel);
        this.requests = requests;
        this.group = group;
        this.tallies = tallies;
        this.nanoClock = nanoClock;
    }

    SocketChannel channel() {
        return channel;
    }

    /** The id that the group gave, from any thread; empty before. */
    String memberId() {
        return memberId;
    }

    /** Whether it assigns, and a round that is due may begin with a rebalance. */
    boolean mayRebalance() {
        return leader && assigned && underWay.isEmpty();
    }

    /** Joins, be it for the first time or to bring a rebalance about; returns as {@link #ready} does. */
    int join() throws IOException {
        assigned = false;
        rejoin = false;
        return send(BenchApi.JOIN_GROUP, requests.join(memberId));
    }

    /** Sends a heartbeat and a commit, unless there are answers to come; returns as {@link #ready} does. */
    int round(long roundDueNanos) throws IOException {
        if (!assigned || !underWay.isEmpty()) {
            return interest();
        }
        dueNanos = roundDueNanos;
        send(BenchApi.HEARTBEAT, requests.heartbeat());
        return send(BenchApi.OFFSET_COMMIT, requests.commit());
    }

    /** Goes on, now that the socket is ready; returns the operations of the socket to wait for. */
    int ready() throws IOException {
        boolean more = true;
        while (more) {
            more = reader.receive();
            for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
                take(frame);
            }
        }
        if (rejoin && underWay.isEmpty()) {
            return join();
        }
        return interest();
    }

    private void take(ByteBuffer frame) throws IOException {
        switch (underWay.remove()) {
            case JOIN_GROUP -> joined(read(BenchApi.JOIN_GROUP, frame, new JoinGroupResponseData()));
            case SYNC_GROUP -> synced(read(BenchApi.SYNC_GROUP, frame, new SyncGroupResponseData()));
            case HEARTBEAT -> {
                short error = read(BenchApi.HEARTBEAT, frame, new HeartbeatResponseData())
                        .errorCode();
                answered(tallies.heartbeats(), error);
            }
            default -> {
                short error = read(BenchApi.OFFSET_COMMIT, frame, new OffsetCommitResponseData())
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0)
                        .errorCode();
                answered(tallies.commits(), error);
            }
        }
    }

    private void joined(JoinGroupResponseData answer) throws IOException {
        memberId = answer.memberId();
        if (answer.errorCode() != Errors.NONE.code()) {
            failed(tallies.assignments(), answer.errorCode());
            rejoin = true;
            return;
        }
        leader = answer.leader().equals(memberId);
        requests.begin(memberId, answer.generationId());
        send(
                BenchApi.SYNC_GROUP,
                requests.sync(memberId, answer.generationId(), leader ? answer.members() : List.of()));
    }

    private void synced(SyncGroupResponseData answer) {
        if (answer.errorCode() == Errors.NONE.code()) {
            assigned = true;
            tallies.assignments().answered(group.rebalanceNanos(), nanoClock.getAsLong(), 1, 0);
        } else {
            failed(tallies.assignments(), answer.errorCode());
            rejoin = true;
        }
    }

    private void answered(Tally tally, short errorCode) {
        if (errorCode == Errors.NONE.code()) {
            tally.answered(dueNanos, nanoClock.getAsLong(), 1, 0);
        } else {
            failed(tally, errorCode);
            rejoin = true;
        }
    }

    /** What a client answers by trying again, in the course of things, is no error. */
    private static void failed(Tally tally, short errorCode) {
        if (!EXPECTED.contains(Errors.forCode(errorCode))) {
            tally.failed(errorCode);
        }
    }

    private int send(BenchApi api, ByteBuffer frame) throws IOException {
        underWay.add(api);
        writer.queue(frame);
        writer.flush();
        return interest();
    }

    private int interest() throws IOException {
        return writer.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    }

    private static <T extends ApiMessage> T read(BenchApi api, ByteBuffer frame, T answer) {
        ByteBufferAccessor readable = new ByteBufferAccessor(frame);
        new ResponseHeaderData(readable, api.key().responseHeaderVersion(api.version()));
        answer.read(readable, api.version());
        return answer;
    }
}
