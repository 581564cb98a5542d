package io.tailwater.core.group;

import io.tailwater.core.result.BrokerError;
import org.jspecify.annotations.Nullable;

/**
 * What came of taking one member out.
 *
 * @param memberId as it was asked
 * @param instanceId as it was asked
 * @param error why it could not be taken out ({@code UNKNOWN_MEMBER_ID}, {@code FENCED_INSTANCE_ID}), or null
 */
public record LeftMember(
        String memberId,
        @Nullable String instanceId,
        @Nullable BrokerError error) {}
