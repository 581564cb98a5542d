/**
 * The inside of record batches, format v2: checked, walked and decompressed in small steps that hold no more than a few
 * pooled buffers. The only package that touches Kafka's compression classes, and those load no native library before a batch
 * needs it.
 *
 * <p>A check or a search belongs to one thread at a time; {@link io.tailwater.records.RecordBatchFormat} and its buffer pool
 * are thread-safe. Begin there: a check reads {@code HeaderRules}, then the CRC, then lets a {@code RecordWalk} run over
 * {@code Chunks} and tell {@code RecordRules} of every record.
 */
@NullMarked
package io.tailwater.records;

import org.jspecify.annotations.NullMarked;
