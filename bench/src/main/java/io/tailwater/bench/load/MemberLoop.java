package io.tailwater.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Runs members on the thread that calls it: each has its rounds at equal intervals, all are spread over one interval. */
final class MemberLoop implements Callable<Void> {

    private final List<Member> members;
    private final GroupSettings settings;
    private final RunTimes times;
    private final LongSupplier nanoClock;

    /** A member and the clock of its group. */
    record Member(MemberConnection connection, GroupClock group) {}

    private record Round(long dueNanos, Member member, SelectionKey key) {}

    MemberLoop(List<Member> members, GroupSettings settings, RunTimes times, LongSupplier nanoClock) {
        this.members = List.copyOf(members);
        this.settings = settings;
        this.times = times;
        this.nanoClock = nanoClock;
    }

    @Override
    public Void call() throws IOException {
        try (Selector selector = Selector.open()) {
            ArrayDeque<Round> rounds = begin(selector);
            while (!Thread.currentThread().isInterrupted()) {
                long now = nanoClock.getAsLong();
                if (now >= times.endNanos()) {
                    return null;
                }
                while (rounds.element().dueNanos() <= now) {
                    rounds.add(take(rounds.remove(), now));
                }
                long left = Math.min(rounds.element().dueNanos(), times.endNanos()) - now;
                selector.select(1 + TimeUnit.NANOSECONDS.toMillis(left));
                for (SelectionKey key : selector.selectedKeys()) {
                    waitFor(key, ((MemberConnection) key.attachment()).ready());
                }
                selector.selectedKeys().clear();
            }
        }
        return null;
    }

    private ArrayDeque<Round> begin(Selector selector) throws IOException {
        ArrayDeque<Round> rounds = new ArrayDeque<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            long now = nanoClock.getAsLong();
            if (member.group().rebalanceNanos() == 0) {
                member.group().rebalanceBegins(now);
            }
            int interest = member.connection().join();
            SelectionKey key = member.connection().channel().register(selector, interest, member.connection());
            rounds.add(new Round(times.startNanos() + settings.intervalNanos() * i / members.size(), member, key));
        }
        return rounds;
    }

    private Round take(Round round, long nowNanos) throws IOException {
        Member member = round.member();
        boolean rebalance = settings.rebalanceNanos() > 0
                && member.connection().mayRebalance()
                && nowNanos - member.group().rebalanceNanos() >= settings.rebalanceNanos();
        if (rebalance) {
            member.group().rebalanceBegins(nowNanos);
        }
        int interest =
                rebalance ? member.connection().join() : member.connection().round(round.dueNanos());
        waitFor(round.key(), interest);
        return new Round(round.dueNanos() + settings.intervalNanos(), member, round.key());
    }

    private static void waitFor(SelectionKey key, int interest) {
        if (interest != key.interestOps()) {
            key.interestOps(interest);
        }
    }
}
