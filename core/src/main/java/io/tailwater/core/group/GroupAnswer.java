package io.tailwater.core.group;

import io.tailwater.core.result.Result;

/**
 * What came of one of the groups that were asked about together.
 *
 * @param groupId which
 * @param result what came of it
 * @param <T> what was asked
 */
public record GroupAnswer<T>(String groupId, Result<T> result) {}
