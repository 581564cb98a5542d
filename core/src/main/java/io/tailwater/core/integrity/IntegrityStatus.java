package io.tailwater.core.integrity;

import io.tailwater.spi.LogId;
import java.util.List;
import java.util.Map;

/**
 * What is known of whether the disk gives back what was written.
 *
 * @param checkedBytes bytes of batches that were checked since the start
 * @param scrubs how often everything was gone through since the start
 * @param foundRanges damaged ranges found since the start, gone ones too
 * @param damaged the ranges that are damaged now
 */
public record IntegrityStatus(
        long checkedBytes, long scrubs, long foundRanges, Map<LogId, List<DamagedRange>> damaged) {}
