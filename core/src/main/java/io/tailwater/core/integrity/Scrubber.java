package io.tailwater.core.integrity;

import io.tailwater.core.config.ScrubConfig;
import io.tailwater.core.result.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through everything that is stored, a piece at a time and no faster than it may, round after round. Confined to one event
 * loop; the reading is done by whoever checks the pieces.
 *
 * @param <P> what names a partition
 */
public final class Scrubber<P> {

    /** Checks a piece of a partition. */
    public interface PieceCheck<P> {

        /** @return refused when the partition is not there any more */
        Future<Result<RangeCheck.Checked>> check(P partition, long fromOffset, int maxBytes);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);

    private static final int PIECE_BYTES = 256 << 10;

    /** A broker that has just started has better to do. */
    private static final long FIRST_DELAY_MILLIS = 60_000;

    private final Context context;
    private final ScrubConfig config;
    private final Supplier<List<P>> partitions;
    private final PieceCheck<P> pieces;
    private final IntegrityRegister register;
    private final Deque<P> left = new ArrayDeque<>();
    private long roundBytes;
    private int roundRanges;
    private long roundBegan;
    private long timer = -1;
    private boolean stopped;

    /** @param partitions all there are, whenever a round begins */
    public Scrubber(
            Context context,
            ScrubConfig config,
            Supplier<List<P>> partitions,
            PieceCheck<P> pieces,
            IntegrityRegister register) {
        this.context = context;
        this.config = config;
        this.partitions = partitions;
        this.pieces = pieces;
        this.register = register;
    }

    /** Begins the first round in a while; does nothing where scrubbing is switched off. */
    public void start() {
        if (config.bytesPerSecond() > 0) {
            after(Math.min(FIRST_DELAY_MILLIS, config.intervalMillis()), this::beginRound);
        }
    }

    /** Ends it; a piece that is being checked is the last. */
    public void stop() {
        stopped = true;
        context.owner().cancelTimer(timer);
    }

    private void beginRound() {
        roundBegan = System.nanoTime();
        roundBytes = 0;
        roundRanges = 0;
        left.addAll(partitions.get());
        nextPartition();
    }

    private void nextPartition() {
        P partition = left.poll();
        if (partition == null) {
            endRound();
        } else {
            nextPiece(partition, 0);
        }
    }

    private void endRound() {
        long tookMillis = (System.nanoTime() - roundBegan) / 1_000_000;
        register.scrubbed();
        LOG.info(
                "Checked {} bytes of stored batches in {} s; damaged ranges met: {}.",
                roundBytes,
                tookMillis / 1_000,
                roundRanges);
        after(Math.max(1, config.intervalMillis() - tookMillis), this::beginRound);
    }

    private void nextPiece(P partition, long offset) {
        pieces.check(partition, offset, PIECE_BYTES).onComplete(done -> {
            if (stopped) {
                return;
            }
            if (done.failed()) {
                LOG.warn("Checking {} ended early: {}", partition, done.cause().toString());
                after(1_000, this::nextPartition);
            } else if (done.result() instanceof Result.Ok<RangeCheck.Checked> ok) {
                checked(partition, ok.value());
            } else {
                nextPartition(); // deleted, or broken as its users are told
            }
        });
    }

    private void checked(P partition, RangeCheck.Checked piece) {
        roundBytes += piece.checkedBytes();
        roundRanges += piece.damaged().size();
        Runnable next = piece.isLast() ? this::nextPartition : () -> nextPiece(partition, piece.nextOffset());
        after(Math.max(1, piece.checkedBytes() * 1_000 / config.bytesPerSecond()), next);
    }

    private void after(long millis, Runnable next) {
        if (!stopped) {
            timer = context.owner()
                    .setTimer(
                            millis,
                            fired -> context.runOnContext(turn -> {
                                if (!stopped) {
                                    next.run();
                                }
                            }));
        }
    }
}
