package io.tailwater.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Where partitions begin and end. Stateless. */
final class Offsets {

    static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private Offsets() {}

    /** One offset of each partition, in order of their names; -1 where there is none. */
    static Map<TopicPartition, Long> list(Admin admin, Collection<TopicPartition> partitions, OffsetSpec which)
            throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, which));
        Map<TopicPartition, Long> offsets = new TreeMap<>(BY_NAME);
        if (!asked.isEmpty()) {
            AdminCommand.await(admin.listOffsets(asked).all())
                    .forEach((partition, found) -> offsets.put(partition, found.offset()));
        }
        return offsets;
    }
}
