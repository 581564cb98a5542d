package io.tailwater.tools;

import io.tailwater.core.result.Result;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a topic gets: what Kafka noted of it, over that what the command line says. Where neither says how long
 * records are kept, all are: what Kafka's own defaults were is not in its directories. Immutable.
 *
 * @param settings all that are not to be as the broker's defaults have them
 * @param taken how many of Kafka's are among them
 * @param leftOut sentences about those that are not
 */
record ImportedSettings(Map<String, String> settings, int taken, List<String> leftOut) {

    static ImportedSettings of(String topic, Map<String, String> noted, Map<String, String> given) {
        if (InternalTopics.has(topic)) {
            return new ImportedSettings(InternalTopics.settings(), 0, List.of());
        }
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        settings.put("retention.ms", "-1");
        int taken = 0;
        for (Map.Entry<String, String> each : noted.entrySet()) {
            if (given.containsKey(each.getKey())) {
                continue;
            }
            String refusal = refusal(each.getKey(), each.getValue());
            if (refusal == null) {
                settings.put(each.getKey(), each.getValue());
                taken++;
            } else {
                leftOut.add(topic + ": " + each.getKey() + "=" + each.getValue() + " was left out. " + refusal);
            }
        }
        settings.putAll(given);
        return new ImportedSettings(settings, taken, leftOut);
    }

    private static @Nullable String refusal(String name, String value) {
        Result<TopicConfig> parsed = TopicSettings.parse(Map.of(name, value), Map.of());
        if (parsed instanceof Result.Refused<TopicConfig> refused) {
            return refused.error().message();
        }
        boolean needsOthers = ((Result.Ok<TopicConfig>) parsed).value().minInsyncReplicas() > 1;
        return needsOthers ? "There is one replica here; acks=all waits for its disk." : null;
    }
}
