package io.tailwater.core.retention;

/**
 * What retention has deleted since the broker was started, and how the disk budget stands.
 *
 * @param expiredSegments segments deleted for their topics' settings
 * @param expiredBytes bytes of their batches
 * @param earlySegments segments deleted early, for the disk budget
 * @param earlyBytes bytes of their batches
 * @param budgetBytes the budget, or -1 when there is none
 * @param usedBytes what counts towards it, as last looked at
 * @param refusing whether appends are refused because nothing may be deleted
 */
public record RetentionTotals(
        long expiredSegments,
        long expiredBytes,
        long earlySegments,
        long earlyBytes,
        long budgetBytes,
        long usedBytes,
        boolean refusing) {

    public static final RetentionTotals NOTHING = new RetentionTotals(0, 0, 0, 0, -1, 0, false);
}
