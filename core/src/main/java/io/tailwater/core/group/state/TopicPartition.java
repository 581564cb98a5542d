package io.tailwater.core.group.state;

/** A partition as offsets are committed for it: by the name of its topic. */
record TopicPartition(String topic, int partition) {}
