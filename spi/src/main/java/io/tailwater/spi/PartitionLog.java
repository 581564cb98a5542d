package io.tailwater.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One append-only log of record batches.
 *
 * <p><b>Offsets.</b> {@link #startOffset()} is the first readable offset, {@link #endOffset()} the next to be given; both
 * only rise, but for {@link #truncateTo}. {@link #durableOffset()} is at most the end offset.
 *
 * <p><b>Writer</b> (one thread at a time, whichever it is; checked with {@link SequentialGuard}):
 *
 * <ol>
 *   <li>Batches are kept byte for byte. The caller has set base offset and leader epoch; the first batch's base offset is
 *       at least {@code endOffset()}, and offsets rise within an append. Engines rely on {@link RecordBatchHeader} only.
 *   <li>{@code append} is all or nothing: when it throws, {@code endOffset()} and everything a reader sees are unchanged,
 *       now and after a restart.
 *   <li>{@code append} of at most the bytes a completed {@link #reserve} named, or of the batches a completed {@link
 *       #reserveFor} was given, does not wait for a disk.
 *   <li>A disk without space shows as a {@link StorageException.Kind#FULL} from {@code reserve} or {@code append}, before
 *       anything is acknowledged; reads go on, and appends work again when there is space, without reopening.
 *   <li>When {@link #flush} completes, everything appended before the call survives power loss. A force that failed is
 *       never retried into success: the log then fails every append and flush with {@link StorageException.Kind#IO} until
 *       it is reopened. Reads go on.
 * </ol>
 *
 * <p><b>Readers</b> (any thread, concurrently with the writer):
 *
 * <ol start="6">
 *   <li>A reader sees a batch wholly or not at all; what {@code endOffset()} covers is readable.
 *   <li>A slice leases its bytes until closed: deletion, truncation, compaction and close wait for it or outlive it. The
 *       bytes of a leased slice never change.
 *   <li>A read never fails because the writer rolls, deletes or closes at the same time: it gives the bytes, or
 *       {@link ReadResult.OutOfRange}, or a {@link StorageException.Kind#CLOSED}.
 *   <li>Damaged bytes cost no more than the batches they are in. A read that would begin where no header can be right says
 *       {@link ReadResult.Damaged}, one that begins behind does not notice, and one that begins before may reach into it: CRCs
 *       are the reader's to check. Opening cuts off no batch that was flushed because one before it is damaged.
 * </ol>
 *
 * <p><b>Compaction</b> (a thread of its own, concurrently with the writer and readers):
 *
 * <ol start="9">
 *   <li>A {@link #rewrite} replaces whole closed segments by batches whose offsets lie within theirs. It shows all at once:
 *       a reader, and whoever opens the log after a crash at any instant, finds the range as it was before or as it is
 *       after. Slices leased before keep their bytes.
 *   <li>What follows from the batches follows from the new ones: positions, timestamps, sizes. An engine that can tell when a
 *       segment without timestamps was written last goes on telling it of the youngest that was replaced: rewriting makes
 *       nothing younger, but that power loss may. An aborted transaction is
 *       forgotten with its marker: when that was in the range, and no control batch with a record has its offset any more.
 *   <li>Start, end and durable offset stay as they are, whatever is left out. Appends, cuts and deletions go on meanwhile; a
 *       range that they touched is not replaced.
 * </ol>
 */
public interface PartitionLog extends AutoCloseable {

    LogId id();

    /** What opening found and repaired. */
    RecoveryReport recovery();

    // ---- writer side

    /**
     * Makes room. Completed already in the common case, so that the writer can append at once; otherwise it completes, on
     * any thread, when an append of so many bytes will not wait, or fails with a {@link StorageException}.
     *
     * @param bytes how many bytes the next append has
     */
    CompletionStage<Void> reserve(int bytes);

    /**
     * As {@link #reserve}, with the batches themselves, which the next append is going to be given. An engine may store them
     * at once, where it has room only for writing on another thread; they are not in the log before {@link #append} says so,
     * and if something else is appended they never were. Only a crash in between may show them, as it may those of any append
     * that was not answered: so ask when nothing but trouble can keep them from being appended.
     *
     * @param batches whole batches between position and limit, as {@link #append} takes them; the same buffer is to be
     *     appended next. Neither it nor its bytes may be changed or given back before the stage is complete
     */
    default CompletionStage<Void> reserveFor(ByteBuffer batches) {
        return reserve(batches.remaining());
    }

    /**
     * Appends whole batches and makes them readable.
     *
     * @param batches one or more whole batches between position and limit; read only during the call, position unchanged
     * @throws StorageException {@code FULL}, {@code IO} or {@code CLOSED}; nothing was appended
     */
    void append(ByteBuffer batches);

    /**
     * Asks for everything appended so far to be forced to disk. Calls that wait for the same force share it. May be called
     * from any thread. One that fails with {@code FULL} or {@code UNAVAILABLE} has forced nothing for which it would have to
     * answer, and may be asked for again; after any other the log takes no more writes.
     *
     * @return the durable offset reached, at least the end offset at the time of the call; completed on any thread
     */
    CompletionStage<Long> flush();

    /**
     * Cuts the log so that {@code endOffset()} is at most {@code offset}, at a batch boundary; the start offset falls only
     * where {@code offset} lies below it. No append may be made before the stage completes; from then on the cut survives
     * power loss.
     */
    CompletionStage<Void> truncateTo(long offset);

    /**
     * Raises {@code startOffset()} to {@code offset} (at most the end offset; lower than the start changes nothing) at once
     * and gives back the space of whole segments below it, the one being written included where everything in it goes.
     * Completes when the new start survives power loss and the space is given back ({@link LogOptions#fileDeleteDelayMillis}
     * aside). One that failed, on a full disk for example, may be asked for again, and then does what is still to be done.
     */
    CompletionStage<Void> deleteBefore(long offset);

    /**
     * Closes the segment that is being written: the next append begins another, so that what was appended so far can be
     * deleted or compacted. Nothing happens when it is empty or the log takes no writes. Does not wait for a disk. Batches
     * that were given to {@link #reserveFor} may still go into the old segment, which is closed behind them.
     */
    void roll();

    /**
     * Notes an aborted transaction for readers, who see its records if it is missing: it neither waits for a disk nor fails for
     * one. It is on disk no later than any blob that is written afterwards, or else writing that blob fails, and forgotten when
     * its records are deleted or its marker is cut off; after a crash it may be forgotten, too, so that the caller notes anew
     * what came after its last blob.
     *
     * @param aborted its marker is in the log, and lies past those of all that were noted before
     */
    void noteAborted(AbortedTransaction aborted);

    /** Forgets aborted transactions whose markers are at or past an offset; blocking. */
    void forgetAborted(long fromMarkerOffset);

    /**
     * Begins to replace closed segments; blocking, and not the writer's call: any thread, beside the writer. There is one
     * rewrite of a log at a time.
     *
     * @param from where a segment begins, as {@link #segments()} says
     * @param to where this or a later segment ends that is not being written any more; less than 2^31 offsets on
     * @throws IllegalArgumentException when the range is no such row of segments
     * @throws IllegalStateException when another rewrite of this log is not closed
     * @throws StorageException {@code UNSUPPORTED} of an engine that cannot; {@code IO} or {@code CLOSED}
     */
    default LogRewrite rewrite(long from, long to) {
        throw new StorageException(
                StorageException.Kind.UNSUPPORTED, "the engine of log " + id() + " does not rewrite segments");
    }

    /** Uses other options: for segments from the next roll on, for deletions at once. */
    void reconfigure(LogOptions options);

    // ---- reader side

    /**
     * Whole batches in offset order, the first of which holds {@code from} (or, where compaction removed it, the next
     * offset that is there), none of which begins at or past {@code limit}.
     *
     * @param from an offset from {@code startOffset()} to {@code endOffset()}; {@code endOffset()} gives an empty slice
     * @param maxBytes about how many bytes at most; the first batch is given even if it is larger (KIP-74), and a slice may
     *     end early, at the end of a segment
     * @param limit no batch with a base offset of at least this is given; {@code Long.MAX_VALUE} for no limit
     * @return completed already when the bytes are in memory; else completed on any thread when they are, so that sending
     *     them does not wait for a disk
     */
    CompletionStage<ReadResult> read(long from, int maxBytes, long limit);

    /**
     * The first batch, at or after {@code startOffset()}, whose largest timestamp is at least {@code timestampMillis};
     * blocking.
     */
    Optional<BatchReference> firstBatchAtOrAfter(long timestampMillis);

    /** The first batch that holds the largest timestamp of the log; empty when the log is; blocking. */
    Optional<BatchReference> batchWithLargestTimestamp();

    /**
     * The aborted transactions that {@link AbortedTransaction#overlaps overlap} a range of offsets, in the order of their
     * markers.
     *
     * @param from the first offset of the range
     * @param to the offset after its last
     * @return completed already when none of them has to be read from a disk; else completed on any thread
     */
    CompletionStage<List<AbortedTransaction>> abortedTransactions(long from, long to);

    /** Where the batch is that holds an offset, for people: {@code at position 7 of a.log}, if the engine can say; blocking. */
    default Optional<String> placeOf(long offset) {
        return Optional.empty();
    }

    /**
     * The segments, oldest first; at most the last is {@link SegmentInfo#active active}, and only that may be empty. Blocking:
     * a segment found when the log was opened may have to be looked at.
     */
    List<SegmentInfo> segments();

    /**
     * Where the last segment begins: what lies before it is in closed ones, with whose ends slices end. Asked by event loops, so an
     * engine whose {@link #segments} may have to look at files says it otherwise.
     */
    default long lastSegmentOffset() {
        List<SegmentInfo> segments = segments();
        return segments.isEmpty()
                ? endOffset()
                : segments.get(segments.size() - 1).baseOffset();
    }

    /** The bytes of all segments' batches. Does not wait for a disk. */
    default long sizeBytes() {
        long sum = 0;
        for (SegmentInfo segment : segments()) {
            sum += segment.sizeBytes();
        }
        return sum;
    }

    long startOffset();

    long endOffset();

    /** Everything below this survives power loss. */
    long durableOffset();

    /** A small named value kept with the log and deleted with it; blocking. */
    Optional<byte[]> readBlob(String name);

    /**
     * Replaces, atomically, a small named value of this log; blocking. It is forced with the next flush or close, not
     * before: a crash may bring back the value before.
     *
     * @param name letters, digits, {@code .-_} only, at most 100 characters; beginning with {@code tailwater-} to keep
     *     clear of the engine's own files
     */
    void writeBlob(String name, byte[] bytes);

    /** Flushes and closes; blocking, idempotent. */
    @Override
    void close();
}
