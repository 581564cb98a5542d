package io.tailwater.core.group.state;

import io.tailwater.core.config.GroupsConfig;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What the groups of a coordinator are given.
 *
 * @param config bounds and times, asked whenever they matter
 * @param overrides what single groups have instead
 * @param topics which topics there are whenever it is asked
 * @param matcher matches regular expressions elsewhere
 * @param chance what makes member ids differ
 */
public record GroupsEnvironment(
        Supplier<GroupsConfig> config,
        GroupOverrides overrides,
        KnownTopics topics,
        ExpressionMatcher matcher,
        Supplier<UUID> chance) {}
