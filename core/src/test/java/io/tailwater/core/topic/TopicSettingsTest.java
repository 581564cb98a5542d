package io.tailwater.core.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicConfig.Durability;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicSettingsTest {

    private static TopicConfig parsed(Map<String, String> overrides, Map<String, String> defaults) {
        return ((Result.Ok<TopicConfig>) TopicSettings.parse(overrides, defaults)).value();
    }

    private static String refused(String name, String value) {
        Result<TopicConfig> result = TopicSettings.parse(Map.of(name, value), Map.of());
        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.INVALID_CONFIG));
        return ((Result.Refused<TopicConfig>) result).error().message();
    }

    @Test
    void defaultsAreKafkas() {
        TopicConfig config = parsed(Map.of(), Map.of());

        assertThat(config.segmentBytes()).isEqualTo(1_073_741_824);
        assertThat(config.segmentMillis()).isEqualTo(604_800_000);
        assertThat(config.maxMessageBytes()).isEqualTo(1_048_588);
        assertThat(config.flushMessages()).isEqualTo(Long.MAX_VALUE);
        assertThat(config.timestampAfterMaxMillis()).isEqualTo(3_600_000);
        assertThat(config.durability()).isEqualTo(Durability.ACKS);
        assertThat(config.compacted()).isFalse();
        assertThat(config.overrides()).isEmpty();
    }

    @Test
    void aTopicsOwnSettingsWinOverTheBrokersOverKafkas() {
        Map<String, String> broker = Map.of("segment.bytes", "2000000", "durability", "os");

        TopicConfig config = parsed(Map.of("segment.bytes", "3000000"), broker);

        assertThat(config.segmentBytes()).isEqualTo(3_000_000);
        assertThat(config.durability()).isEqualTo(Durability.OS);
        assertThat(config.overrides()).containsOnlyKeys("segment.bytes");
    }

    @Test
    void refusesSegmentsOverTwoGibibytes() {
        assertThat(refused("segment.bytes", "2147483648"))
                .isEqualTo("segment.bytes must be a whole number from 1024 to 2147483647, not '2147483648'.");
    }

    @Test
    void namesTheNearestSettingWhenOneIsUnknown() {
        assertThat(refused("segment.byte", "1")).contains("'segment.byte'").contains("'segment.bytes'");
        assertThat(refused("max.messages.bytes", "1")).contains("'max.message.bytes'");
    }

    @Test
    void refusesValuesOfTheWrongKind() {
        assertThat(refused("cleanup.policy", "delete,shred")).contains("delete, compact");
        assertThat(refused("preallocate", "yes")).contains("true, false");
        assertThat(refused("min.cleanable.dirty.ratio", "1.5")).contains("0 to 1");
        assertThat(refused("flush.messages", "0")).contains("from 1");
        assertThat(refused("durability", "ACKS")).contains("acks, os");
    }

    @Test
    void knowsEveryPolicyOfCompaction() {
        assertThat(List.of("compact", "compact,delete", "delete, compact"))
                .allSatisfy(policy -> assertThat(parsed(Map.of("cleanup.policy", policy), Map.of())
                                .compacted())
                        .isTrue());
        assertThat(parsed(Map.of("cleanup.policy", ""), Map.of()).compacted()).isFalse();
    }

    @Test
    void aNullMeansTheDefault() {
        Map<String, String> overrides = new HashMap<>();
        overrides.put("segment.bytes", null);

        assertThat(parsed(overrides, Map.of()).overrides()).isEmpty();
    }

    @Test
    void everyDefaultIsLegal() {
        assertThat(TopicSettings.table().definitions())
                .allSatisfy(setting -> assertThat(
                                TopicSettings.parse(Map.of(setting.name(), setting.defaultValue()), Map.of()))
                        .as(setting.name())
                        .isInstanceOf(Result.Ok.class));
    }

    @Test
    void refusesDefaultsOfTheBrokerThatCannotBeHadTogether() {
        assertThat(TopicSettings.refusalOfDefaults(
                        Map.of("min.compaction.lag.ms", " 11 ", "max.compaction.lag.ms", "10")))
                .isEqualTo("min.compaction.lag.ms (11) must not be more than max.compaction.lag.ms (10).");
        assertThat(TopicSettings.refusalOfDefaults(
                        Map.of("min.compaction.lag.ms", "10", "max.compaction.lag.ms", "10")))
                .isNull();
    }
}
