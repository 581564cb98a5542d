package io.tailwater.storage.files;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gathers the forces that logs wait for: those that come during one share the next, by way of the {@link CommitJournal}. One
 * worker at a time serves them; what is large, or comes alone, is forced where it is. Thread-safe.
 */
final class ForceQueue {

    private final Executor flusher;
    private final CommitJournal journal;

    /** From how many logs on the journal is worth it. */
    private final int journalFrom;

    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean serving = new AtomicBoolean();

    /** The one frame there is; the worker's that serves. */
    private final JournalFrame frame = new JournalFrame();

    private record Waiting(LogFlusher log, CompletableFuture<Long> done) {

        void force() {
            try {
                done.complete(log.force());
            } catch (RuntimeException | LinkageError e) {
                done.completeExceptionally(e);
            }
        }
    }

    /** A log in the frame, whose lock is held. */
    private record Member(Waiting waiting, UnforcedTail tail) {

        void end(boolean durable) {
            tail.log().endTogether(tail, durable);
        }

        void fail(Throwable why) {
            if (tail.log().isBegun()) {
                end(false);
            }
            waiting.done().completeExceptionally(why);
        }
    }

    ForceQueue(Executor flusher, CommitJournal journal, int journalFrom) {
        this.flusher = flusher;
        this.journal = journal;
        this.journalFrom = journalFrom;
    }

    /** @return the durable offset, at least what was the end offset of the log when this was called; completed on a worker */
    CompletableFuture<Long> force(LogFlusher log) {
        Waiting asked = new Waiting(log, new CompletableFuture<>());
        if (journal.isOn()) {
            waiting.add(asked);
            serveSoon();
        } else {
            forceAlone(asked);
        }
        return asked.done();
    }

    private void serveSoon() {
        if (serving.compareAndSet(false, true)) {
            try {
                flusher.execute(this::serve);
            } catch (RejectedExecutionException e) {
                serving.set(false);
                for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
                    next.done().completeExceptionally(e);
                }
            }
        }
    }

    private void serve() {
        try {
            while (!waiting.isEmpty()) {
                serveGroup();
            }
        } finally {
            serving.set(false);
        }
        if (!waiting.isEmpty()) {
            serveSoon();
        }
    }

    private void serveGroup() {
        Waiting first = waiting.poll();
        if (first == null) {
            return;
        }
        if (journalFrom > 1 && waiting.isEmpty()) {
            forceTheOnly(first);
            return;
        }
        List<Member> group = new ArrayList<>();
        try {
            gather(first, group);
            if (!group.isEmpty()) {
                commit(group);
            }
        } catch (RuntimeException | Error e) { // nobody is to wait for ever, whatever happens here
            group.forEach(member -> member.fail(e));
            throw e;
        }
    }

    private void commit(List<Member> group) {
        if (group.size() >= journalFrom && journal.commit(frame, tails(group))) {
            group.forEach(member -> member.end(true));
            group.forEach(member ->
                    member.waiting().done().complete(member.waiting().log().durableOffset()));
            return;
        }
        group.forEach(member -> member.end(false));
        group.subList(1, group.size()).forEach(member -> forceAlone(member.waiting()));
        group.get(0).waiting().force();
    }

    /** Who comes while a little is forced here is the next group; nobody is to wait for what may take long. */
    private void forceTheOnly(Waiting asked) {
        UnforcedTail tail = asked.log().beginTogether();
        if (tail == null) {
            forceAlone(asked);
        } else {
            asked.log().endTogether(tail, false);
            asked.force();
        }
    }

    private static List<UnforcedTail> tails(List<Member> group) {
        return group.stream().map(Member::tail).toList();
    }

    /** Forces a log where it is. @return as {@link #force} */
    CompletableFuture<Long> forceAlone(LogFlusher log) {
        Waiting asked = new Waiting(log, new CompletableFuture<>());
        forceAlone(asked);
        return asked.done();
    }

    private void forceAlone(Waiting asked) {
        try {
            flusher.execute(asked::force);
        } catch (RejectedExecutionException e) {
            asked.done().completeExceptionally(e);
        }
    }

    /** Takes all who wait, and puts what they have into the frame; sends away whom it is not for. */
    private void gather(Waiting first, List<Member> group) {
        frame.begin();
        for (Waiting next = first; next != null; next = waiting.poll()) {
            UnforcedTail tail = next.log().beginTogether();
            if (tail == null) {
                forceAlone(next);
            } else if (!frame.hasRoom(tail.sizeInBytes())) {
                next.log().endTogether(tail, false);
                waiting.add(next);
                break;
            } else if (tail.addTo(frame)) {
                group.add(new Member(next, tail));
            } else {
                next.log().endTogether(tail, false);
                forceAlone(next);
            }
        }
    }
}
