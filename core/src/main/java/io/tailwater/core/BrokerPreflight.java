package io.tailwater.core;

import io.tailwater.core.config.AuthenticationConfig;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.topic.TopicSettings;
import java.util.ArrayList;
import java.util.List;

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
        String refusal = TopicSettings.refusalOfDefaults(config.topics().settings());
        if (refusal != null) {
            throw new InvalidConfigException("topics.settings: " + refusal);
        }
    }

    private interface Check {
        void run();
    }
}
