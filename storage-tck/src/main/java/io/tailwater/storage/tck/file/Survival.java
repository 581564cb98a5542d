package io.tailwater.storage.tck.file;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides, thing by thing, whether the unforced survives. Owned by one thread. */
final class Survival {

    /** The process dies, the machine does not. */
    static final Survival OF_EVERYTHING = new Survival(() -> true, null);

    private static final int SECTOR_BYTES = 512;
    private static final int ONE_IN_TORN = 8;

    private final BooleanSupplier coin;
    private final @Nullable SplittableRandom chance;

    private Survival(BooleanSupplier coin, @Nullable SplittableRandom chance) {
        this.coin = coin;
        this.chance = chance;
    }

    /** The clear-cut cases often, and every mixture of old and new the rest of the time. */
    static Survival of(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> new Survival(() -> false, null);
            case 1 -> OF_EVERYTHING;
            case 2 -> alternating();
            default -> {
                int percent = new int[] {10, 50, 90}[random.nextInt(3)];
                yield new Survival(() -> random.nextInt(100) < percent, random);
            }
        };
    }

    private static Survival alternating() {
        boolean[] last = {false};
        return new Survival(() -> last[0] = !last[0], null);
    }

    boolean keepsNew() {
        return coin.getAsBoolean();
    }

    /** A page as it is found again. */
    byte[] page(byte[] before, byte[] now) {
        if (Arrays.equals(before, now)) {
            return now;
        }
        if (chance != null && chance.nextInt(ONE_IN_TORN) == 0) {
            byte[] torn = before.clone();
            for (int at = 0; at < torn.length; at += SECTOR_BYTES) {
                if (keepsNew()) {
                    System.arraycopy(now, at, torn, at, SECTOR_BYTES);
                }
            }
            return torn;
        }
        return keepsNew() ? now : before;
    }

    /** The size of a file that grew. */
    long size(long before, long now) {
        if (before >= now || keepsNew()) {
            return now;
        }
        if (chance == null || keepsNew()) {
            return before;
        }
        long pageEnd = (chance.nextLong(before, now) / RecordedFile.PAGE_BYTES + 1) * RecordedFile.PAGE_BYTES;
        return Math.min(now, pageEnd);
    }
}
