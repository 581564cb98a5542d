package io.tailwater.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigCheck;
import io.tailwater.core.config.ConfigLayer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommentedJsonTest {

    @Test
    void leavesTheJsonWhereItIs() {
        assertThat(CommentedJson.withoutComments("{ // a \"b\"\n\"c\": /* d\ne */ 1}"))
                .isEqualTo("{         \n\"c\":     \n     1}");
        assertThat(CommentedJson.withoutComments("{\"a\": \"http://b /* c */ \\\" // d\"}"))
                .isEqualTo("{\"a\": \"http://b /* c */ \\\" // d\"}");
        assertThat(CommentedJson.withoutComments("1 /* no end")).isEqualTo("1          ");
        assertThat(CommentedJson.withoutComments("1 /* /")).isEqualTo("1     ");
        assertThat(CommentedJson.withoutComments("1 // no end")).isEqualTo("1          ");
        assertThat(CommentedJson.withoutComments("\"\\")).isEqualTo("\"\\");
    }

    @Test
    void theConfigurationOfTheArchiveHasTheDefaults() throws IOException {
        String text = Files.readString(Path.of("../dist/src/main/archive/conf/tailwater.json"));

        ConfigCheck check = BrokerConfigReader.check(
                List.of(ConfigLayer.of("tailwater.json", new JsonObject(CommentedJson.withoutComments(text)))));

        assertThat(check.problems()).isEmpty();
        assertThat(check.config()).isEqualTo(BrokerConfig.DEFAULTS);
        assertThat(check.settings()).filteredOn(setting -> !setting.isDefault()).hasSizeGreaterThan(10);
    }
}
