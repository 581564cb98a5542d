package io.tailwater.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.Result;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InternalTopicsTest {

    private static TopicConfig settings(Map<String, String> more, Map<String, String> brokerDefaults) {
        Map<String, String> own = new HashMap<>(
                InternalTopics.definition(InternalTopics.GROUPS, 1).settings());
        own.putAll(more);
        return ((Result.Ok<TopicConfig>) TopicSettings.parse(Map.copyOf(own), brokerDefaults)).value();
    }

    private static String refusal(TopicConfig settings) {
        return InternalTopics.refusal(InternalTopics.GROUPS, settings);
    }

    @Test
    void theBrokersOwnTopicsMayNotBeDeletedFromEarly() {
        assertThat(refusal(settings(Map.of("disk.budget.delete", "always"), Map.of())))
                .contains("disk budget");
        assertThat(refusal(settings(Map.of("disk.budget.delete", "never"), Map.of())))
                .isNull();
    }

    @Test
    void whatIsSaidForAllTopicsKeepsNobodyFromChangingOtherSettings() {
        assertThat(refusal(settings(Map.of("segment.bytes", "1048576"), Map.of("disk.budget.delete", "always"))))
                .isNull();
    }
}
