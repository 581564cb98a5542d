package io.tailwater.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.BrokerConfig;
import org.junit.jupiter.api.Test;

/** What can be told of a configuration before there is a broker. */
class BrokerPreflightTest {

    @Test
    void tellsOfSettingsForAllTopicsThatCannotBeHadTogether() {
        BrokerConfig config = BrokerConfig.DEFAULTS.withTopics(BrokerConfig.DEFAULTS
                .topics()
                .with("min.compaction.lag.ms", "11")
                .with("max.compaction.lag.ms", "10"));

        assertThat(BrokerPreflight.of(config).problems())
                .contains("topics.settings: min.compaction.lag.ms (11) must not be more than"
                        + " max.compaction.lag.ms (10).");
    }
}
