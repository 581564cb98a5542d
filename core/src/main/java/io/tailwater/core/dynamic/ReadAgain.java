package io.tailwater.core.dynamic;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ConfigTree;
import io.tailwater.core.config.TopicsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A configuration that was read again, beside the one in use. Stateless. */
final class ReadAgain {

    private ReadAgain() {}

    /** The one in use, with what may change while the broker runs as the other has it. */
    static BrokerConfig takeOver(BrokerConfig inUse, BrokerConfig read) {
        TopicsConfig topics = inUse.topics();
        BrokerConfig config = inUse.withTopics(new TopicsConfig(
                topics.autoCreate(),
                topics.partitionCount(),
                topics.maxPartitions(),
                read.topics().settings()));
        Map<String, String> different = new TreeMap<>();
        for (BrokerSetting row : BrokerSettings.rows()) {
            if (row.write() != null && !row.valueIn(config).equals(row.valueIn(read))) {
                different.put(row.name(), row.valueIn(read));
            }
        }
        return StoredSettings.with(config, different, new ArrayList<>());
    }

    /** What became different, and what is still not as it was read. */
    static ReloadOutcome compare(BrokerConfig before, BrokerConfig after, BrokerConfig read) {
        return new ReloadOutcome(differences(before, after), differences(after, read));
    }

    private static List<String> differences(BrokerConfig one, BrokerConfig other) {
        Map<String, String> first = ConfigTree.flatten(one);
        Map<String, String> second = ConfigTree.flatten(other);
        Set<String> names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        return names.stream()
                .filter(name -> !first.getOrDefault(name, "").equals(second.getOrDefault(name, "")))
                .toList();
    }
}
