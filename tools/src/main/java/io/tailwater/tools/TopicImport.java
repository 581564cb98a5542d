package io.tailwater.tools;

import io.tailwater.core.topic.OfflineCatalog.ImportedTopic;
import io.tailwater.core.topic.TopicName;
import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One topic on its way.
 *
 * @param topic as it will be
 * @param settings where its settings are from
 * @param logs its logs by partition; one that is missing becomes an empty one
 */
record TopicImport(ImportedTopic topic, ImportedSettings settings, TreeMap<Integer, LogImport> logs) {

    /** @throws ToolException when its directories contradict each other */
    static TopicImport of(String name, List<StoredLog> stored, ImportedSettings settings) throws IOException {
        TreeMap<Integer, LogImport> logs = new TreeMap<>();
        UUID id = null;
        for (StoredLog log : stored) {
            if (logs.put(log.partition(), new LogImport(log)) != null) {
                throw new ToolException(log.name() + " is in two of the directories: nothing was copied.");
            }
            UUID noted = log.topicId().orElse(null);
            if (noted != null && id != null && !noted.equals(id)) {
                throw new ToolException(
                        "The partitions of " + name + " belong to different topic ids: nothing was copied.");
            }
            id = noted == null ? id : noted;
        }
        UUID known = id == null ? UUID.randomUUID() : id;
        return new TopicImport(new ImportedTopic(name, known, logs.lastKey() + 1, settings.settings()), settings, logs);
    }

    /** Why it cannot be copied; empty when it can. */
    List<String> check() throws IOException {
        List<String> reasons = new ArrayList<>();
        String refusal = TopicName.refusal(topic.name());
        if (refusal != null) {
            reasons.add(refusal);
        }
        for (LogImport log : logs.values()) {
            reasons.addAll(log.check());
        }
        return reasons;
    }
}
