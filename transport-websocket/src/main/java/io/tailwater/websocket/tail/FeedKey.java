package io.tailwater.websocket.tail;

import io.tailwater.core.json.RecordEncoding;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.websocket.filter.RecordFilter;

/**
 * What readers must have in common to share work.
 *
 * @param topic the topic's name
 * @param partition the partition
 * @param committed whether records of transactions are shown only once these are committed
 * @param encoding how bytes are made text
 * @param filter which records are wanted
 */
public record FeedKey(
        String topic, PartitionKey partition, boolean committed, RecordEncoding encoding, RecordFilter filter) {}
