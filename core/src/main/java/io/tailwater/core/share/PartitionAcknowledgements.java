package io.tailwater.core.share;

import io.tailwater.core.partition.PartitionKey;
import java.util.List;

/**
 * What a member says of records of one partition.
 *
 * @param key the partition
 * @param acknowledgements by offset, none overlapping another
 */
public record PartitionAcknowledgements(PartitionKey key, List<Acknowledgement> acknowledgements) {}
