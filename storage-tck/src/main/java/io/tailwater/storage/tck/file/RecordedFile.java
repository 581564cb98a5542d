package io.tailwater.storage.tck.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The bytes of a file, under whatever name or none, and which of them are on disk. Guarded by its {@link RecordingFiles}.
 */
final class RecordedFile implements Node, AutoCloseable {

    static final int PAGE_BYTES = 4096;

    private static final byte[] ZEROS = new byte[PAGE_BYTES];

    private final FileChannel view;
    private final Map<Integer, byte[]> durable = new HashMap<>(); // by page; what is absent is zeros
    private final BitSet touched = new BitSet(); // pages that may differ from the durable ones
    private final BitSet allocated = new BitSet(); // pages that were written once, and so have room on the disk
    private final Map<Integer, byte[]> lost = new HashMap<>(); // pages that look as forced and are not on disk
    private final Set<RecordingRange> ranges = new HashSet<>();
    private long durableSize;
    private long lowestSize; // since the size was made durable

    private RecordedFile(FileChannel view) {
        this.view = view;
    }

    /** A file that is there, all of it durable. The view keeps its bytes readable after its name is gone. */
    static RecordedFile of(Path file) throws IOException {
        RecordedFile recorded = new RecordedFile(FileChannel.open(file, StandardOpenOption.READ));
        recorded.wrote(0, recorded.view.size());
        recorded.force();
        return recorded;
    }

    void wrote(long position, long length) {
        if (length > 0) {
            touched.set(pageOf(position), pageOf(position + length - 1) + 1);
            lost.keySet().removeIf(page -> page >= pageOf(position) && page <= pageOf(position + length - 1));
            allocated.set(pageOf(position), pageOf(position + length - 1) + 1);
        }
    }

    void mapped(RecordingRange range) throws IOException {
        int hole = allocated.nextClearBit(pageOf(range.position()));
        if (range.end() > view.size() || hole <= pageOf(range.end() - 1)) {
            throw new IOException("bytes " + range.position() + " to " + range.end() + " are mapped, but those from "
                    + Math.min((long) hole * PAGE_BYTES, view.size())
                    + " on were never written: a store there would crash on a full disk");
        }
        ranges.add(range);
    }

    void unmapped(RecordingRange range) {
        if (ranges.remove(range)) {
            touched.set(pageOf(range.position()), pageOf(range.end() - 1) + 1);
        }
    }

    void truncated(long size) {
        lowestSize = Math.min(lowestSize, size);
        int firstLost = pageOf(size + PAGE_BYTES - 1);
        touched.set(pageOf(size), Math.max(pageOf(size) + 1, pageOf(durableSize) + 1));
        allocated.clear(firstLost, Math.max(firstLost, allocated.length()));
    }

    void force() throws IOException {
        cutDurable(lowestSize);
        BitSet pages = suspects();
        long size = view.size();
        for (int page = pages.nextSetBit(0); page >= 0; page = pages.nextSetBit(page + 1)) {
            keep(page, current(page));
        }
        touched.clear();
        durableSize = size;
        lowestSize = size;
    }

    /**
     * A force fails as Linux lets it: the pages count as clean afterwards and read as they were written, but no later force
     * brings them to disk, unless they are written again.
     */
    void failForce() throws IOException {
        BitSet pages = suspects();
        for (int page = pages.nextSetBit(0); page >= 0; page = pages.nextSetBit(page + 1)) {
            lost.put(page, current(page));
        }
        touched.clear();
    }

    /** Some pages go to disk, and if they lie past the durable size, that grows to hold them. */
    void writeBack(SplittableRandom random) throws IOException {
        if (lowestSize < durableSize) {
            if (random.nextBoolean()) {
                return; // Nothing reaches the disk before the cut does.
            }
            cutDurable(lowestSize);
            durableSize = lowestSize;
        }
        long size = view.size();
        BitSet pages = suspects();
        for (int page = pages.nextSetBit(0); page >= 0; page = pages.nextSetBit(page + 1)) {
            if ((long) page * PAGE_BYTES < size && random.nextInt(4) == 0) {
                keep(page, current(page));
                durableSize = Math.max(durableSize, Math.min(size, (page + 1L) * PAGE_BYTES));
            }
        }
        lowestSize = Math.max(lowestSize, durableSize);
    }

    @Override
    public void writeTo(Path target, Survival survival) throws IOException {
        if (lowestSize >= durableSize) {
            writePages(target, survival.size(durableSize, view.size()), suspects(), survival);
        } else if (survival.keepsNew()) {
            cutDurable(lowestSize);
            writePages(target, survival.size(lowestSize, view.size()), suspects(), survival);
        } else {
            BitSet belowTheCut = suspects();
            belowTheCut.clear(pageOf(lowestSize), belowTheCut.length() + pageOf(lowestSize));
            writePages(target, durableSize, belowTheCut, survival);
        }
    }

    private void writePages(Path target, long size, BitSet suspects, Survival survival) throws IOException {
        try (FileChannel copy = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int page = 0; (long) page * PAGE_BYTES < size; page++) {
                byte[] before = durable.getOrDefault(page, ZEROS);
                byte[] found = suspects.get(page) ? survival.page(before, current(page)) : before;
                long position = (long) page * PAGE_BYTES;
                int length = (int) Math.min(PAGE_BYTES, size - position);
                if (length < PAGE_BYTES || !Arrays.equals(found, ZEROS)) {
                    copy.write(ByteBuffer.wrap(found, 0, length), position);
                }
            }
            if (copy.size() < size) {
                copy.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    private BitSet suspects() throws IOException {
        BitSet pages = (BitSet) touched.clone();
        ranges.forEach(range -> pages.set(pageOf(range.position()), pageOf(range.end() - 1) + 1));
        for (Map.Entry<Integer, byte[]> page : lost.entrySet()) {
            if (Arrays.equals(page.getValue(), current(page.getKey()))) {
                pages.clear(page.getKey());
            }
        }
        return pages;
    }

    private void keep(int page, byte[] bytes) {
        if (Arrays.equals(bytes, ZEROS)) {
            durable.remove(page);
        } else {
            durable.put(page, bytes);
        }
    }

    /** Forgets what is on disk past a size; the rest of the last page reads as zeros from then on. */
    private void cutDurable(long size) {
        int page = pageOf(size);
        int within = (int) (size % PAGE_BYTES);
        durable.keySet().removeIf(other -> other > page || (other == page && within == 0));
        durable.computeIfPresent(page, (same, bytes) -> {
            byte[] cut = bytes.clone();
            Arrays.fill(cut, within, PAGE_BYTES, (byte) 0);
            return cut;
        });
    }

    private byte[] current(int page) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PAGE_BYTES);
        long position = (long) page * PAGE_BYTES;
        int read;
        do {
            read = view.read(bytes, position + bytes.position());
        } while (read >= 0 && bytes.hasRemaining());
        return bytes.array();
    }

    private static int pageOf(long position) {
        return (int) (position / PAGE_BYTES);
    }

    @Override
    public void close() throws IOException {
        view.close();
    }
}
