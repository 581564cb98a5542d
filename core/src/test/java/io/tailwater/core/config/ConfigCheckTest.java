package io.tailwater.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigCheckTest {

    private static ConfigCheck check(String json) {
        return BrokerConfigReader.check(List.of(
                ConfigLayer.ofEnvironment(Map.of("TAILWATER_NODE_ID", "7")),
                ConfigLayer.of("tailwater.json", new JsonObject(json))));
    }

    private static ConfigCheck.Setting setting(ConfigCheck check, String name) {
        return check.settings().stream()
                .filter(each -> each.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    @Test
    void saysOfEverySettingWhereItComesFrom() {
        ConfigCheck check =
                check("{\"kafka\": {\"port\": 9}, \"nodeId\": 3, \"topics\": {\"settings\": {\"a.b\": 1}}}");

        assertThat(check.problems()).isEmpty();
        assertThat(setting(check, "nodeId")).isEqualTo(new ConfigCheck.Setting("nodeId", "7", "the environment"));
        assertThat(setting(check, "kafka.port"))
                .isEqualTo(new ConfigCheck.Setting("kafka.port", "9", "tailwater.json"));
        assertThat(setting(check, "topics.settings.a.b").origin()).isEqualTo("tailwater.json");
        assertThat(setting(check, "producers.check"))
                .isEqualTo(new ConfigCheck.Setting("producers.check", "records", "default"));
        assertThat(check.config()).isNotNull();
    }

    @Test
    void findsEverythingThatIsWrong() {
        ConfigCheck check = check(
                "{\"kafka\": {\"port\": \"x\", \"hots\": 1}, \"groups\": {\"maxSize\": -1,\"consumer\": {\"maxSize\":"
                        + " \"many\"}}, \"limits\": 5, \"storage\": {\"scrub\": {\"bytesPerSecond\": -1}}}");

        assertThat(check.problems())
                .hasSize(6)
                .anyMatch(problem -> problem.contains("kafka.port") && problem.contains("'x'"))
                .anyMatch(problem -> problem.contains("did you mean kafka.host?"))
                .anyMatch(problem -> problem.contains("groups.maxSize"))
                .anyMatch(problem -> problem.contains("groups.consumer.maxSize"))
                .anyMatch(problem -> problem.contains("limits must be a section"))
                .anyMatch(problem -> problem.contains("storage.scrub.bytesPerSecond"));
    }

    @Test
    void showsNoSecret() {
        ConfigCheck check = check("{\"kafka\": {\"tls\": {\"certificate\": \"c\", \"password\": \"geheim\"}}}");

        assertThat(setting(check, "kafka.tls.password").value()).isEqualTo("(hidden)");
        assertThat(check.toString()).doesNotContain("geheim");
        assertThat(check("{\"storage\": {\"settings\": {\"clientSecret\": \"geheim\"}}}")
                        .settings()
                        .toString())
                .contains("clientSecret")
                .doesNotContain("geheim");
    }
}
