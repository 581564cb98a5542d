package io.tailwater.core.dynamic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigCheck;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.core.config.ConfigTree;
import io.tailwater.core.config.ListenerConfig;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Writes {@code docs/configuration.md} from the configuration's records, or finds that it is not what they say. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "tailwater", "core", "config");
    private static final String WRITE = "tailwater.writeDocs";
    private static final String TLS = ".tls";

    private final StringBuilder page = new StringBuilder();

    @Test
    void thePageSaysWhatTheRecordsDo() throws IOException {
        RecordDocs docs = RecordDocs.of(SOURCES);
        Map<String, String> changeable = changeable();
        introduction();
        Map<String, List<ConfigCheck.Setting>> sections = new LinkedHashMap<>();
        for (ConfigCheck.Setting setting : BrokerConfigReader.check(List.of()).settings()) {
            sections.computeIfAbsent(sectionOf(setting.name()), name -> new ArrayList<>())
                    .add(setting);
        }
        sections.forEach((name, settings) -> section(docs, changeable, name, settings));
        listeners(docs);

        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as(
                        "docs/configuration.md is written by ./mvnw -pl core -am test -Dtest=%s"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true",
                        getClass().getSimpleName(), WRITE)
                .isEqualTo(page.toString());
    }

    private void introduction() throws IOException {
        page.append("<!-- Written by ConfigurationPageTest from the records in core/config: change those. -->\n");
        try (var introduction = getClass().getResourceAsStream("configuration-introduction.md")) {
            page.append(new String(introduction.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void section(
            RecordDocs docs, Map<String, String> changeable, String name, List<ConfigCheck.Setting> settings) {
        if (name.equals("http" + TLS)) {
            page.append("\n## `http.tls`\n\nThe same settings as [`kafka.tls`](#kafkatls).\n");
            return;
        }
        if (name.isEmpty()) {
            page.append("\n## The broker\n");
        } else {
            page.append("\n## `").append(name).append("`\n\n");
            page.append(sentence(describe(docs, name))).append('\n');
        }
        page.append("\n| setting | default | | while running |\n|---|---|---|---|\n");
        for (ConfigCheck.Setting setting : settings) {
            String text = describe(docs, setting.name());
            assertThat(text)
                    .as("the documentation of " + setting.name() + " in its record")
                    .isNotEmpty();
            String kafkaName = changeable.getOrDefault(setting.name(), "");
            page.append("| `")
                    .append(setting.name())
                    .append("` | ")
                    .append(value(setting))
                    .append(" | ")
                    .append(text)
                    .append(" | ")
                    .append(kafkaName.isEmpty() ? "" : "`" + kafkaName + "`")
                    .append(" |\n");
        }
    }

    private void listeners(RecordDocs docs) {
        page.append("""

                ## `listeners.NAME`

                More listeners, each under a name of your own (`listeners.lan.port`), with the settings of `kafka` and `kafka.tls`, and

                | setting | default | |
                |---|---|---|
                """);
        page.append("| `listeners.NAME.protocol` | `kafka` | ")
                .append(docs.of(ListenerConfig.class.getSimpleName(), "protocol"))
                .append(" |\n");
        assertThat(BrokerConfigReader.check(List.of(ConfigLayer.of(
                                "",
                                new JsonObject("{\"listeners\": {\"lan\": {\"protocol\": \"any\", \"port\": 1}}}"))))
                        .problems())
                .isEmpty();
    }

    private static String describe(RecordDocs docs, String path) {
        Class<?> type = BrokerConfig.class;
        String text = "";
        for (String name : path.split("\\.", -1)) {
            text = docs.of(type.getSimpleName(), name);
            RecordComponent component = component(type, name);
            if (component == null) { // a section whose listener is its own
                RecordComponent listener = component(type, "listener");
                assertThat(listener).as("where " + path + " is kept").isNotNull();
                text = docs.of(listener.getType().getSimpleName(), name);
                component = component(listener.getType(), name);
            }
            assertThat(component).as("where " + path + " is kept").isNotNull();
            type = component.getType();
        }
        return text;
    }

    private static @Nullable RecordComponent component(Class<?> type, String name) {
        for (RecordComponent each : type.getRecordComponents()) {
            if (each.getName().equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** Settings that can change while the broker runs, with Kafka's names for them. */
    private static Map<String, String> changeable() {
        Map<String, String> names = new HashMap<>();
        Map<String, String> before = ConfigTree.flatten(BrokerConfig.DEFAULTS);
        for (BrokerSetting row : BrokerSettings.rows()) {
            if (row.write() != null) {
                Map<String, String> after = new HashMap<>(ConfigTree.flatten(changed(row)));
                after.entrySet().removeAll(before.entrySet());
                after.keySet().forEach(path -> names.put(path, row.name()));
            }
        }
        names.put("topics.settings", "by topic, or as `log.…`");
        return names;
    }

    private static BrokerConfig changed(BrokerSetting row) {
        for (String value : List.of("80%", more(row), less(row))) {
            try {
                BrokerConfig config = row.write(BrokerConfig.DEFAULTS, value);
                if (!config.equals(BrokerConfig.DEFAULTS)) {
                    return config;
                }
            } catch (RuntimeException e) {
                // Another value, then.
            }
        }
        return BrokerConfig.DEFAULTS;
    }

    private static String more(BrokerSetting row) {
        String value = row.valueIn(BrokerConfig.DEFAULTS);
        return value.matches("\\d{1,15}") ? Long.toString(Long.parseLong(value) + 1) : value;
    }

    private static String less(BrokerSetting row) {
        String value = row.valueIn(BrokerConfig.DEFAULTS);
        return value.matches("\\d{1,15}") ? Long.toString(Long.parseLong(value) - 1) : value;
    }

    private static String sectionOf(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }

    private static String sentence(String text) {
        return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static String value(ConfigCheck.Setting setting) {
        if (setting.value().isEmpty()) {
            return "";
        }
        String readable = "";
        if (setting.value().matches("\\d{4,18}")) {
            long number = Long.parseLong(setting.value());
            if (setting.name().endsWith("Millis") || setting.name().endsWith("MillisPerSecond")) {
                readable = duration(number);
            } else if (setting.name().toLowerCase(Locale.ROOT).contains("bytes")) {
                readable = size(number);
            }
        }
        return "`" + setting.value() + "`" + (readable.isEmpty() ? "" : " (" + readable + ")");
    }

    private static String duration(long millis) {
        long[] units = {86_400_000, 3_600_000, 60_000, 1_000};
        String[] names = {"d", "h", "min", "s"};
        for (int i = 0; i < units.length; i++) {
            if (millis % units[i] == 0) {
                return millis / units[i] + " " + names[i];
            }
        }
        return "";
    }

    private static String size(long bytes) {
        long[] units = {1L << 30, 1L << 20, 1L << 10};
        String[] names = {"GiB", "MiB", "KiB"};
        for (int i = 0; i < units.length; i++) {
            if (bytes % units[i] == 0) {
                return bytes / units[i] + " " + names[i];
            }
        }
        return "";
    }
}
