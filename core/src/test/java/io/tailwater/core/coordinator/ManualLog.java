package io.tailwater.core.coordinator;

import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A coordinator's log whose disk is a test's to work. Owned by the test's thread. */
final class ManualLog implements CoordinatorLog {

    private static final int ENTRIES_A_PIECE = 3;

    final List<Integer> appendSizes = new ArrayList<>();
    boolean quick;
    boolean broken;
    boolean full;

    private final List<LogEntry> entries = new ArrayList<>();
    private final List<Promise<Void>> heldReads = new ArrayList<>();
    private boolean holdingReads;
    private long startOffset;
    private List<LogEntry> underWay;
    private Promise<Result<Integer>> appending;

    @Override
    public Future<Result<Extent>> settle() {
        return whenRead().map(read -> broken ? refused() : Result.ok(new Extent(startOffset, endOffset())));
    }

    @Override
    public Future<Result<Piece>> read(long fromOffset, Consumer<LogEntry> into) {
        return whenRead().map(read -> {
            List<LogEntry> piece = entries.stream()
                    .filter(entry -> entry.offset() >= fromOffset)
                    .limit(ENTRIES_A_PIECE)
                    .toList();
            piece.forEach(into);
            return Result.ok(new Piece(piece.get(piece.size() - 1).offset() + 1, sizeOf(piece)));
        });
    }

    private Future<Void> whenRead() {
        if (!holdingReads) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        heldReads.add(promise);
        return promise.future();
    }

    @Override
    public Future<Result<Integer>> append(List<LogEntry> appended) {
        if (underWay != null) {
            throw new AssertionError("an append was made before the one before was answered");
        }
        if (appended.get(0).offset() != endOffset()) {
            throw new AssertionError(
                    "an append at " + appended.get(0).offset() + " to a log that ends at " + endOffset());
        }
        appendSizes.add(appended.size());
        underWay = appended;
        appending = Promise.promise();
        Future<Result<Integer>> answer = appending.future();
        if (full) {
            fail();
        } else if (quick) {
            land();
        }
        return answer;
    }

    @Override
    public Future<Result<Long>> deleteBefore(long offset) {
        startOffset = offset;
        entries.removeIf(entry -> entry.offset() < offset);
        return Future.succeededFuture(Result.ok(offset));
    }

    boolean isAppending() {
        return underWay != null;
    }

    /** The append under way is on disk. */
    void land() {
        List<LogEntry> landed = underWay;
        underWay = null;
        entries.addAll(landed);
        appending.complete(Result.ok(sizeOf(landed)));
    }

    /** The append under way does not get to the disk. */
    void fail() {
        underWay = null;
        appending.complete(refused());
    }

    /** The power goes: of an append under way only so many entries are on disk. */
    void crash(int survivors) {
        if (underWay != null) {
            entries.addAll(underWay.subList(0, Math.min(survivors, underWay.size())));
            underWay = null;
        }
    }

    void holdReads() {
        holdingReads = true;
    }

    boolean isReading() {
        return !heldReads.isEmpty();
    }

    /** Gives the piece that is waited for. */
    void giveRead() {
        heldReads.remove(0).complete();
    }

    long startOffset() {
        return startOffset;
    }

    long endOffset() {
        return entries.isEmpty() ? startOffset : entries.get(entries.size() - 1).offset() + 1;
    }

    int sizeBytes() {
        return sizeOf(entries);
    }

    private static int sizeOf(List<LogEntry> entries) {
        return entries.stream().mapToInt(LogEntry::sizeInBytes).sum();
    }

    private static <T> Result<T> refused() {
        return Result.refused(ErrorCode.KAFKA_STORAGE_ERROR, "no space left");
    }
}
