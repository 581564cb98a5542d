package io.tailwater.records;

import io.tailwater.core.record.CheckRules;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What each record of a produced batch must keep to. Owned by one check. */
final class RecordRules implements RecordVisitor {

    /** A record that has no timestamp, which is always in range. */
    private static final long NO_TIMESTAMP = -1;

    private final long baseTimestamp;
    private final boolean requireKeys;
    private final long earliestTimestampMillis;
    private final long latestTimestampMillis;
    private int expectedOffsetDelta;
    private long largestTimestamp = NO_TIMESTAMP;
    private @Nullable BrokerError refusal;

    RecordRules(CheckRules rules, long baseTimestamp) {
        this.baseTimestamp = baseTimestamp;
        this.requireKeys = rules.requireKeys();
        this.earliestTimestampMillis = rules.earliestTimestampMillis();
        this.latestTimestampMillis = rules.latestTimestampMillis();
    }

    /** Why the last record visited is refused; null when all were good. */
    @Nullable
    BrokerError refusal() {
        return refusal;
    }

    /** The largest timestamp of the records visited, in milliseconds; -1 when none has one. */
    long largestTimestamp() {
        return largestTimestamp;
    }

    @Override
    public boolean visit(long timestampDelta, int offsetDelta, int keyLength) {
        long timestamp = baseTimestamp + timestampDelta;
        if (offsetDelta != expectedOffsetDelta) {
            return refuse(ErrorCode.INVALID_RECORD, "has the offset delta " + offsetDelta + ".");
        }
        if (keyLength < 0 && requireKeys) {
            return refuse(ErrorCode.INVALID_RECORD, "has no key, which a compacted topic requires.");
        }
        if ((timestamp < earliestTimestampMillis || timestamp > latestTimestampMillis) && timestamp != NO_TIMESTAMP) {
            return refuse(
                    ErrorCode.INVALID_TIMESTAMP,
                    "has the timestamp " + timestamp + "; the topic accepts " + earliestTimestampMillis + " to "
                            + latestTimestampMillis + ".");
        }
        largestTimestamp = Math.max(largestTimestamp, timestamp);
        expectedOffsetDelta++;
        return true;
    }

    private boolean refuse(ErrorCode code, String what) {
        refusal = new BrokerError(code, "Record " + expectedOffsetDelta + " of the batch " + what);
        return false;
    }
}
