package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a {@link CommitJournal}'s file, frame after frame as they were written. Owned by one thread; blocking; only reads.
 *
 * <p>Each frame was forced before the next was written. So one that cannot be read is the last, which nobody was told of, or it
 * is damaged: then good ones of its generation follow. They count; what they bring follows a gap then, of which the log tells.
 */
final class JournalReading {

    private static final int WINDOW_BYTES = 64 << 10;

    /** Where no generation is known, clients' bytes may look like the beginnings of frames; no more of them are tried. */
    private static final int MOST_TRIES = 1000;

    private static final int MOST_TOLD = 10;

    private final FileChannel journal;
    private final JournalFrame reader = new JournalFrame();
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
    private final List<String> damage = new ArrayList<>();

    /** Who is given frames. */
    interface Frames {
        void accept(JournalFrame.Found frame) throws IOException;
    }

    /** Where one half's frames can be. */
    record Half(int from, int end) {}

    /** Where the first good frame of a half is. */
    private record First(int position, long generation) {

        boolean isBeside(long other) {
            return other >= generation - 1 && other <= generation + 1;
        }
    }

    JournalReading(FileChannel journal) {
        this.journal = journal;
    }

    /** What is wrong with the file, in parts of sentences. */
    List<String> damage() {
        return damage;
    }

    /** @param frames is given all good ones, in the order they were written in */
    void visit(Half one, Half other, Frames frames) throws IOException {
        First first = at(one);
        First second = at(other);
        if (first == null) {
            first = search(one, second);
        }
        if (second == null) {
            second = search(other, first);
        }
        if (first != null && second != null && !first.isBeside(second.generation())) {
            damage.add("its halves do not belong together, so nothing of it is used");
            return;
        }
        if (first != null && second != null && first.generation() > second.generation()) {
            visit(other, second, frames);
            visit(one, first, frames);
        } else {
            visit(one, first, frames);
            visit(other, second, frames);
        }
    }

    private @Nullable First at(Half half) throws IOException {
        JournalFrame.Found frame = reader.read(journal, half.from(), half.end());
        return frame == null ? null : new First(half.from(), frame.generation());
    }

    /** Looks behind a half's beginning, where there is no good frame. */
    private @Nullable First search(Half half, @Nullable First beside) throws IOException {
        int found = search(half.from() + 1, half.end(), beside == null ? any -> true : beside::isBeside);
        JournalFrame.Found frame = found < 0 ? null : reader.read(journal, found, half.end());
        if (frame == null) {
            return null;
        }
        damaged(half.from(), found);
        return new First(found, frame.generation());
    }

    private void visit(Half half, @Nullable First first, Frames frames) throws IOException {
        if (first == null) {
            return;
        }
        long generation = first.generation();
        int position = first.position();
        while (position >= 0) {
            JournalFrame.Found frame = reader.read(journal, position, half.end());
            if (frame != null && frame.generation() == generation) {
                frames.accept(frame);
                position += frame.bytes();
            } else {
                int next = search(position + 1, half.end(), other -> other == generation);
                if (next >= 0) {
                    damaged(position, next);
                }
                position = next;
            }
        }
    }

    private void damaged(int position, int next) {
        if (damage.size() == MOST_TOLD) {
            damage.add("there is more that cannot be understood");
        }
        if (damage.size() > MOST_TOLD) {
            return;
        }
        damage.add("the " + (next - position) + " bytes at position " + position
                + " cannot be understood, although what was written after them can");
    }

    /** @return where the next good frame begins, or -1 */
    private int search(int from, int end, LongPredicate generation) throws IOException {
        int tries = 0;
        for (int start = from;
                end - start >= JournalFrame.START_BYTES;
                start += WINDOW_BYTES - JournalFrame.START_BYTES + 1) {
            fill(start, end);
            for (int at = 0; at + JournalFrame.START_BYTES <= window.limit(); at++) {
                if (JournalFrame.mayBegin(window, at) && generation.test(JournalFrame.generation(window, at))) {
                    if (reader.read(journal, start + at, end) != null) {
                        return start + at;
                    }
                    if (++tries == MOST_TRIES) {
                        return -1;
                    }
                }
            }
        }
        return -1;
    }

    private void fill(int from, int end) throws IOException {
        window.clear().limit(Math.min(WINDOW_BYTES, end - from));
        while (window.hasRemaining() && journal.read(window, (long) from + window.position()) >= 0) {
            // A read may give less than there is.
        }
        window.flip();
    }
}
