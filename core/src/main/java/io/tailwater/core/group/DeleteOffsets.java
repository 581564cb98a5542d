package io.tailwater.core.group;

import java.util.List;

/** Forgets what a group committed, in partitions of topics that no member subscribes to. */
public record DeleteOffsets(String groupId, List<TopicPartitions<Integer>> topics) {}
