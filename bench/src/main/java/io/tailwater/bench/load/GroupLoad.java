package io.tailwater.bench.load;

import io.tailwater.bench.load.MemberLoop.Member;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Groups whose members send heartbeats and commits at a steady pace.
 *
 * @param load ready to run
 * @param settings what its members do
 * @param members of each group, by group
 */
public record GroupLoad(Load load, GroupSettings settings, List<List<MemberConnection>> members) {

    /** Connects every member; the run's time begins now, and its warm-up has to suffice for all to join. */
    public static GroupLoad prepare(
            InetSocketAddress address, GroupSettings settings, RunLimits limits, LongSupplier nanoClock) {
        Sockets sockets = new Sockets(address);
        List<SocketChannel> channels = IntStream.range(0, settings.groups() * settings.members())
                .mapToObj(i -> sockets.connect())
                .toList();
        RunTimes times = RunTimes.from(nanoClock.getAsLong(), limits.warmUpSeconds(), limits.seconds());
        long assignmentsFrom = settings.rebalanceNanos() > 0 ? times.measureFromNanos() : Long.MIN_VALUE;
        MemberConnection.Tallies tallies = new MemberConnection.Tallies(
                new Tally(times.measureFromNanos()), new Tally(times.measureFromNanos()), new Tally(assignmentsFrom));
        List<List<MemberConnection>> groups = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < settings.groups(); i++) {
            List<MemberConnection> group = new ArrayList<>();
            GroupClock clock = new GroupClock();
            for (int j = 0; j < settings.members(); j++) {
                MemberRequests requests =
                        new MemberRequests(settings.groupId(i), settings.topic(), j % settings.partitions());
                MemberConnection member =
                        new MemberConnection(channels.get(members.size()), requests, clock, tallies, nanoClock);
                group.add(member);
                members.add(new Member(member, clock));
            }
            groups.add(group);
        }
        List<Load.Figure> figures = List.of(
                new Load.Figure("commit", "from when due until answered", tallies.commits()),
                new Load.Figure("heartbeat", "from when due until answered", tallies.heartbeats()),
                new Load.Figure(
                        "assigned",
                        "from when a rebalance began, or the first member joined, until a member knows its part",
                        tallies.assignments()));
        Load load = new Load(loops(members, settings, limits, times, nanoClock), times, figures, sockets);
        return new GroupLoad(load, settings, groups);
    }

    private static List<Callable<Void>> loops(
            List<Member> members, GroupSettings settings, RunLimits limits, RunTimes times, LongSupplier nanoClock) {
        List<Callable<Void>> loops = new ArrayList<>();
        int threads = Math.min(limits.threads(), members.size());
        for (int i = 0; i < threads; i++) {
            List<Member> share = new ArrayList<>();
            for (int j = i; j < members.size(); j += threads) {
                share.add(members.get(j));
            }
            loops.add(new MemberLoop(share, settings, times, nanoClock));
        }
        return loops;
    }

    /** The ids that the members of a group have. */
    public List<String> memberIds(int group) {
        return members.get(group).stream()
                .map(MemberConnection::memberId)
                .filter(memberId -> !memberId.isEmpty())
                .toList();
    }
}
