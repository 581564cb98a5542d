package io.tailwater.core.compaction;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/**
 * The last offset of each key, by its hash, in bounded memory outside the heap: open addressing over slots of 24 bytes, as
 * Kafka's cleaner has it. Owned by the compacting thread. What does not fit is left to the next pass.
 */
final class OffsetMap {

    private static final int LONGS_PER_SLOT = 3;
    private static final int SLOT_BYTES = LONGS_PER_SLOT * Long.BYTES;
    private static final int FEWEST_SLOTS = 16;

    /** Beyond it a look takes too many steps. */
    private static final double LARGEST_LOAD = 0.8;

    private int mostSlots;
    private LongBuffer slots = ByteBuffer.allocate(0).asLongBuffer();
    private int slotCount;
    private int room;
    private int size;

    /** @param maxBytes how large it gets, at least {@value #FEWEST_SLOTS} slots of 24 bytes */
    OffsetMap(long maxBytes) {
        this.mostSlots = slotsIn(maxBytes);
    }

    private static int slotsIn(long bytes) {
        return (int) Math.max(FEWEST_SLOTS, Math.min(bytes, Integer.MAX_VALUE) / SLOT_BYTES);
    }

    /** It gets no larger than this from now on, and forgets everything where it is. */
    void limit(long maxBytes) {
        mostSlots = slotsIn(maxBytes);
        if (slots.capacity() > mostSlots * LONGS_PER_SLOT) {
            slots = ByteBuffer.allocate(0).asLongBuffer();
            clear(0);
        }
    }

    /** Forgets everything and makes room for so many keys, or as many as may be. */
    void clear(long keys) {
        slotCount = (int) Math.max(FEWEST_SLOTS, Math.min(mostSlots, Math.min(keys, mostSlots) / LARGEST_LOAD + 1));
        if (slots.capacity() < slotCount * LONGS_PER_SLOT) {
            slots = ByteBuffer.allocateDirect(slotCount * SLOT_BYTES).asLongBuffer();
        }
        for (int slot = 0; slot < slotCount; slot++) {
            slots.put(slot * LONGS_PER_SLOT + 2, 0);
        }
        room = (int) (slotCount * LARGEST_LOAD);
        size = 0;
    }

    /** How many keys it takes at most. */
    int capacity() {
        return (int) (mostSlots * LARGEST_LOAD);
    }

    int size() {
        return size;
    }

    /**
     * Notes the offset of a key, which is larger than any before.
     *
     * @return false when there is no room for another key
     */
    boolean put(long keyHigh, long keyLow, long offset) {
        int at = find(keyHigh, keyLow);
        if (slots.get(at + 2) == 0) {
            if (size == room) {
                return false;
            }
            size++;
            slots.put(at, keyHigh).put(at + 1, keyLow);
        }
        slots.put(at + 2, offset + 1); // 0 is a slot without a key
        return true;
    }

    /** The last offset noted for a key, or -1. */
    long get(long keyHigh, long keyLow) {
        return slots.get(find(keyHigh, keyLow) + 2) - 1;
    }

    /** Where a key is, or would be put. */
    private int find(long keyHigh, long keyLow) {
        int slot = (int) Long.remainderUnsigned(keyHigh, slotCount);
        while (true) {
            int at = slot * LONGS_PER_SLOT;
            if (slots.get(at + 2) == 0 || (slots.get(at) == keyHigh && slots.get(at + 1) == keyLow)) {
                return at;
            }
            slot = slot + 1 == slotCount ? 0 : slot + 1;
        }
    }
}
