package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be said against a configuration that is well written, without starting a broker. Stateless. */
public final class BrokerPreflight {

    private BrokerPreflight() {}

    /** What a start would refuse, a sentence each; the class path and the plugins are looked at. */
    public static List<String> problems(BrokerConfig config) {
        List<String> problems = new ArrayList<>();
        for (Check check : List.<Check>of(
                () -> requireGoodTopicDefaults(config),
                () -> ServiceFinder.storageEngine(
                        config.storage().engine(), config.storage().plugins()))) {
            try {
                check.run();
            } catch (InvalidConfigException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return problems;
    }

    /** @throws InvalidConfigException when {@code topics.settings} has what topics cannot have */
    public static void requireGoodTopicDefaults(BrokerConfig config) {
        if (TopicSettings.parse(Map.of(), config.topics().settings()) instanceof Result.Refused<TopicConfig> refused) {
            throw new InvalidConfigException(
                    "topics.settings: " + refused.error().message());
        }
    }

    private interface Check {
        void run();
    }
}
