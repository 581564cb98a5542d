package io.tailwater.core;

import io.tailwater.core.config.AuthenticationConfig;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What can be said of a configuration that is well written, without starting a broker. Immutable.
 *
 * @param problems what a start would refuse, a sentence each
 * @param untold what only a start will tell, a sentence each
 */
public record BrokerPreflight(List<String> problems, List<String> untold) {

    /** Looks at the class path, the plugins, and the files of authenticators; blocking. */
    public static BrokerPreflight of(BrokerConfig config) {
        List<String> problems = new ArrayList<>();
        List<String> untold = new ArrayList<>();
        AuthenticationConfig authentication = config.security().authentication();
        for (Check check : List.<Check>of(
                () -> requireGoodTopicDefaults(config),
                () -> ServiceFinder.storageEngine(
                        config.storage().engine(), config.storage().plugins()),
                () -> untold.addAll(ServiceFinder.checkAuthenticators(
                        authentication.authenticators(),
                        authentication.settings(),
                        config.storage().plugins())))) {
            try {
                check.run();
            } catch (InvalidConfigException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return new BrokerPreflight(List.copyOf(problems), List.copyOf(untold));
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
