package io.tailwater.core.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configuration looked at as a whole.
 *
 * @param settings every setting, in the order of the documentation
 * @param problems everything that is wrong, a sentence each
 * @param config what a broker would be started with; null when it does not go together at all
 */
public record ConfigCheck(
        List<Setting> settings,
        List<String> problems,
        @Nullable BrokerConfig config) {

    /**
     * A setting as it stands.
     *
     * @param name its path, such as {@code kafka.port}
     * @param value as text; what nobody should see is not in it
     * @param origin where it was said; {@code default} when nowhere
     */
    public record Setting(String name, String value, String origin) {

        static final String DEFAULT = "default";

        public boolean isDefault() {
            return origin.equals(DEFAULT);
        }
    }

    public ConfigCheck {
        settings = List.copyOf(settings);
        problems = List.copyOf(problems);
    }

    /** Goes on after what is wrong, with the default in its place, to find what else is. */
    static final class Collecting implements ConfigFindings {

        private final List<Setting> settings = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();

        @Override
        public <T> T problem(InvalidConfigException what, T instead) {
            problems.add(String.valueOf(what.getMessage()));
            return instead;
        }

        @Override
        public void setting(Setting setting) {
            settings.add(setting);
        }

        ConfigCheck done(@Nullable BrokerConfig config) {
            return new ConfigCheck(settings, problems, config);
        }
    }
}
