package io.tailwater.core.record;

/**
 * What a topic demands of produced batches.
 *
 * @param level how deep to look
 * @param maxMessageBytes the largest batch, in bytes as sent ({@code max.message.bytes})
 * @param requireKeys whether records without a key are refused (compacted topics)
 * @param earliestTimestampMillis records before it are refused; {@code Long.MIN_VALUE} for no bound; not used under
 *     LogAppendTime
 * @param latestTimestampMillis records after it are refused; {@code Long.MAX_VALUE} for no bound
 */
public record CheckRules(
        Level level,
        int maxMessageBytes,
        boolean requireKeys,
        long earliestTimestampMillis,
        long latestTimestampMillis) {

    /** How deep a check looks. */
    public enum Level {
        /** Every record, decompressing by streaming where needed: the default. */
        RECORDS,
        /** Header, sizes and CRC only; saves CPU where producers are trusted. */
        HEADER
    }
}
