package io.tailwater.core.share;

import java.util.List;

/**
 * What a member says of some offsets in a row.
 *
 * @param firstOffset the first offset
 * @param lastOffset the last one, inclusive, not below the first
 * @param types one for all of them, or one for each
 */
public record Acknowledgement(long firstOffset, long lastOffset, List<AcknowledgeType> types) {

    /** What is said of one of its offsets. */
    public AcknowledgeType typeOf(long offset) {
        return types.get(types.size() == 1 ? 0 : (int) (offset - firstOffset));
    }
}
