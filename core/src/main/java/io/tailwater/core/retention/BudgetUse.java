package io.tailwater.core.retention;

/**
 * How much of the disk budget is used.
 *
 * @param budgetBytes the budget, more than 0
 * @param usedBytes what counts towards it
 */
record BudgetUse(long budgetBytes, long usedBytes) {

    /** Deleting begins when less than this part of the budget is free. */
    private static final int HEADROOM_PART = 50;

    /** No segment that may have to go early should be a larger part of the budget. */
    private static final int SEGMENT_PART = 16;

    /** How many bytes are to be given back; 0 or less for none. */
    long excessBytes() {
        return usedBytes - (budgetBytes - budgetBytes / HEADROOM_PART);
    }

    boolean isOver() {
        return usedBytes > budgetBytes;
    }

    /** Whether segments that grow large should be closed, so that not everything must go when something must. */
    boolean isHalfUsed() {
        return usedBytes > budgetBytes / 2;
    }

    long largestSegmentBytes() {
        return budgetBytes / SEGMENT_PART;
    }
}
