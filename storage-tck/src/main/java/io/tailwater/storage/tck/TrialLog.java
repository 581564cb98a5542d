package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A topic's name, and the log that has it at a time, if any: random work on it, and what must be found of it after power was
 * lost. Owned by its {@link PowerLossTrial}.
 */
final class TrialLog {

    private static final int[] SIZES = {80, 100, 100, 500, 1000, 5000};

    /** Something asked for that is not known to be done, and what to expect from when it is. */
    private record Pending(CompletableFuture<?> stage, Runnable effect) {}

    private final SplittableRandom random;
    private final Consumer<String> history;

    private final boolean rewriting;
    private final String topic;
    private final List<Pending> pending = new ArrayList<>();
    private long incarnation = 1;
    private ExpectedLog expected;
    private @Nullable PartitionLog log;
    private boolean mayBeAbsent = true;
    private boolean mayBePresent;
    private int epoch;
    private int writes;

    /** @param rewriting whether segments are rewritten, too */
    TrialLog(String topic, SplittableRandom random, Consumer<String> history, boolean rewriting) {
        this.rewriting = rewriting;
        this.random = random;
        this.history = history;
        this.topic = topic;
        this.expected = new ExpectedLog(EngineSession.id(topic, incarnation));
    }

    LogId id() {
        return expected.id();
    }

    boolean mayBeAbsent() {
        return mayBeAbsent;
    }

    void found(EngineSession session) {
        epoch++;
        pending.clear();
        log = null;
        LogId id = expected.id();
        boolean present = session.storage().logs().contains(id);
        assertThat(present ? mayBePresent : mayBeAbsent)
                .as("%s is %s", id, present ? "there" : "not there")
                .isTrue();
        if (present && mayBeAbsent) {
            delete(session); // It was half created or half deleted: what is in it is not said.
        } else if (present) {
            PartitionLog opened = session.openLog(id, options());
            expected.found(session, opened);
            log = opened;
        } else {
            nextIncarnation();
        }
    }

    void step(EngineSession session) {
        PartitionLog open = log;
        if (open == null) {
            create(session);
            return;
        }
        int dice = random.nextInt(rewriting ? 106 : 100);
        if (dice >= 100) {
            rewrite(session, open);
        } else if (dice < 45) {
            append(session, open);
        } else if (dice < 65) {
            flush(open);
        } else if (dice < 70) {
            truncate(session, open);
        } else if (dice < 77) {
            deleteBefore(session, open);
        } else if (dice < 84) {
            writeBlob(session, open);
        } else if (dice < 88) {
            open.reconfigure(options());
        } else if (dice < 91) {
            checkpoint(session);
        } else if (dice < 95) {
            expected.assertIsShown(session, open);
        } else if (dice < 98) {
            reopen(session, open);
        } else {
            delete(session);
        }
    }

    private LogOptions options() {
        return new LogOptions(random.nextBoolean() ? 2048 : 16 * 1024, Long.MAX_VALUE, random.nextInt(2) * 300);
    }

    private void create(EngineSession session) {
        history.accept("open " + expected.id());
        mayBePresent = true;
        log = session.openLog(expected.id(), options());
        mayBeAbsent = false;
    }

    private void append(EngineSession session, PartitionLog open) {
        List<ByteBuffer> batches = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            batches.add(TestBatches.at(expected.endOffset() + batches.size())
                    .sizeInBytes(SIZES[random.nextInt(SIZES.length)])
                    .timestamp(random.nextInt(1000))
                    .leaderEpoch(epoch)
                    .seed(random.nextLong())
                    .build());
        }
        ByteBuffer all = TestBatches.concat(batches);
        session.await(random.nextBoolean() ? open.reserveFor(all) : open.reserve(all.remaining()));
        history.accept("append " + batches.size() + " to " + topic + " at " + expected.endOffset());
        expected.appending(all);
        open.append(all);
    }

    private void flush(PartitionLog open) {
        int version = expected.blob().version();
        on(open.flush(), reached -> {
            history.accept(topic + " flushed to " + reached);
            expected.flushed(reached);
            expected.blob().durable(version);
        });
    }

    private void checkpoint(EngineSession session) {
        long end = expected.endOffset();
        on(session.storage().checkpoint(), done -> {
            history.accept(topic + " checkpointed at " + end);
            expected.flushed(end);
        });
    }

    private void truncate(EngineSession session, PartitionLog open) {
        settle(session);
        long offset = random.nextLong(expected.startOffset(), expected.endOffset() + 1);
        history.accept("truncate " + topic + " to " + offset);
        expected.cutting(offset);
        session.await(open.truncateTo(offset));
        expected.cut(open.endOffset());
    }

    private void deleteBefore(EngineSession session, PartitionLog open) {
        settle(session);
        long offset = random.nextLong(expected.startOffset(), expected.endOffset() + 1);
        history.accept("delete " + topic + " before " + offset);
        expected.deleting(offset);
        on(open.deleteBefore(offset), done -> expected.deleted(offset));
    }

    /** Every other batch of some closed segments goes. */
    private void rewrite(EngineSession session, PartitionLog open) {
        settle(session);
        Rewrites.choose(open, expected.batches(), random, batch -> random.nextBoolean())
                .ifPresent(plan -> {
                    history.accept("rewrite " + topic + " from " + plan.from() + " to " + plan.to());
                    expected.rewriting(plan);
                    expected.rewritten(session.workers().blocking(() -> Rewrites.run(open, plan)));
                    history.accept("rewritten");
                });
    }

    private void writeBlob(EngineSession session, PartitionLog open) {
        byte[] value = expected.blob().writing(topic + ++writes + " ".repeat(random.nextInt(9000)));
        session.workers().blocking(() -> {
            open.writeBlob(ExpectedLog.BLOB, value);
            return true;
        });
    }

    private void reopen(EngineSession session, PartitionLog open) {
        settle(session);
        history.accept("close and open " + topic);
        session.workers().blocking(() -> {
            open.close();
            return true;
        });
        closed();
        log = session.openLog(expected.id(), options());
    }

    private void delete(EngineSession session) {
        settle(session);
        history.accept("delete " + topic);
        mayBeAbsent = true;
        session.await(session.storage().delete(expected.id()));
        nextIncarnation();
    }

    private void nextIncarnation() {
        mayBePresent = false;
        log = null;
        incarnation++;
        expected = new ExpectedLog(EngineSession.id(topic, incarnation));
    }

    /** Closing has flushed everything. */
    void closed() {
        expected.flushed(expected.endOffset());
        expected.blob().durable(expected.blob().version());
    }

    void appendAndReadAfterwards(EngineSession session) {
        if (log == null) {
            create(session);
        }
        PartitionLog open = log;
        if (open != null) {
            for (int i = 0; i < 5; i++) {
                append(session, open);
            }
            expected.assertIsShown(session, open);
        }
    }

    /** Waits for what is under way. */
    private void settle(EngineSession session) {
        pending.forEach(each -> session.await(each.stage()));
        noteWhatCompleted();
    }

    private <T> void on(CompletionStage<T> stage, Consumer<T> effect) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        pending.add(new Pending(future, () -> effect.accept(future.join())));
    }

    void noteWhatCompleted() {
        List<Pending> done =
                pending.stream().filter(each -> each.stage().isDone()).toList();
        pending.removeAll(done);
        done.forEach(each -> each.effect().run());
    }
}
