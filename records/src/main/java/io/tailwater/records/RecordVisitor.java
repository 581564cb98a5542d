package io.tailwater.records;

/** Is told of every whole record of a batch, in order. Owned by one walk. */
interface RecordVisitor {

    /**
     * One record.
     *
     * @param timestampDelta milliseconds after the batch's base timestamp
     * @param offsetDelta offset after the batch's base offset
     * @param keyLength in bytes; -1 for no key
     * @return whether to go on
     */
    boolean visit(long timestampDelta, int offsetDelta, int keyLength);
}
