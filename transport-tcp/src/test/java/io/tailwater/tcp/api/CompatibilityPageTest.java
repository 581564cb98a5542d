package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.dynamic.SettingState;
import io.tailwater.core.setting.SettingDefinition;
import io.tailwater.core.topic.TopicDefaults;
import io.tailwater.core.topic.TopicSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;

/** Writes {@code docs/kafka-compatibility.md} from the tables of the code, or finds that it is not what they say. */
class CompatibilityPageTest {

    private static final Path PAGE = Path.of("..", "docs", "kafka-compatibility.md");
    private static final String WRITE = "tailwater.writeDocs";

    private final StringBuilder page = new StringBuilder();

    @Test
    void thePageSaysWhatTheCodeDoes() throws Exception {
        try (CoreBroker core = CoreBroker.start()) {
            introduction();
            Map<ApiKeys, ApiHandler<?, ?>> served = new TreeMap<>(Comparator.comparingInt(api -> (int) api.id));
            ApiHandlers.of(core.broker()).all().forEach(handler -> served.put(handler.api(), handler));
            apis(served);
            absences(served);
            topicSettings();
            brokerSettings(core.broker().settings().broker());
        }
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as(
                        "docs/kafka-compatibility.md is written by ./mvnw -pl transport-tcp -am test -Dtest=%s"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        getClass().getSimpleName(), WRITE)
                .isEqualTo(page.toString());
    }

    private void introduction() throws IOException {
        page.append("<!-- Written by CompatibilityPageTest from the tables of the code: change those. -->\n");
        try (var introduction = getClass().getResourceAsStream("compatibility-introduction.md")) {
            page.append(new String(introduction.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void apis(Map<ApiKeys, ApiHandler<?, ?>> served) {
        page.append("\n## APIs served\n\n");
        page.append("\"Kafka\" is what the library that this version is built with can speak.\n\n");
        page.append("| key | API | versions | Kafka | what is different |\n|--:|---|---|---|---|\n");
        served.forEach((api, handler) -> row(
                Short.toString(api.id),
                api.name,
                range(handler.versions().lowest(), handler.versions().highest()),
                range(api.oldestVersion(), api.latestVersion(false)),
                CompatibilityNotes.DIFFERENCES.getOrDefault(api, "")));
    }

    private void absences(Map<ApiKeys, ApiHandler<?, ?>> served) {
        page.append("\n## APIs not served\n\n");
        page.append("They are left out of ApiVersions, which is how clients learn to do without.\n\n");
        page.append("| key | API | why |\n|--:|---|---|\n");
        List<ApiKeys> absent = ApiKeys.clientApis().stream()
                .filter(api -> !served.containsKey(api))
                .sorted(Comparator.comparingInt(api -> api.id))
                .toList();
        assertThat(absent)
                .as("APIs not served, each with a reason in CompatibilityNotes")
                .allSatisfy(api -> assertThat(CompatibilityNotes.absence(api)).isNotNull());
        absent.forEach(api -> row(Short.toString(api.id), api.name, CompatibilityNotes.absence(api)));
    }

    private void topicSettings() {
        page.append("\n## Settings of topics\n\n");
        page.append(
                "Kafka's, and `durability`, `read.durable.only` and `disk.budget.delete`, which are Tailwater's own. All can be"
                        + " changed while the broker runs and are reported; those that are only kept have no effect in this"
                        + " version.\n\n");
        page.append("| setting | default | for all topics | effect |\n|---|---|---|---|\n");
        for (SettingDefinition setting : TopicSettings.table().definitions()) {
            String forAll = TopicDefaults.brokerName(setting.name());
            row(
                    "`" + setting.name() + "`",
                    code(setting.defaultValue()),
                    forAll == null ? "" : "`" + forAll + "`",
                    setting.inEffect() ? "acted upon" : "kept only");
        }
    }

    private void brokerSettings(List<SettingState> settings) {
        page.append("\n## Settings of the broker\n\n");
        page.append(
                "By Kafka's names, besides those for all topics above, which are dynamic. What is dynamic can be changed"
                        + " while the broker runs, for it or for the cluster, and is kept.\n\n");
        page.append("| setting | dynamic |\n|---|---|\n");
        settings.stream()
                .filter(setting -> !isForAllTopics(setting.name()))
                .forEach(setting -> row("`" + setting.name() + "`", setting.changeable() ? "yes" : ""));
    }

    private static boolean isForAllTopics(String name) {
        for (String topicName : TopicDefaults.topicNames()) {
            if (name.equals(TopicDefaults.brokerName(topicName))) {
                return true;
            }
        }
        return false;
    }

    private static String code(String value) {
        return value.isEmpty() ? "(empty)" : "`" + value + "`";
    }

    private static String range(int lowest, int highest) {
        return lowest == highest ? Integer.toString(lowest) : lowest + " to " + highest;
    }

    private void row(String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
