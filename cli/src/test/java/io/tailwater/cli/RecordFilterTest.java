package io.tailwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class RecordFilterTest {

    @Command
    private static final class Filtered {
        @Mixin
        RecordFilter filter = new RecordFilter();
    }

    private static JsonObject filter(String... options) {
        return CommandLine.populateCommand(new Filtered(), options).filter.toJson();
    }

    @Test
    void writesComparisonsAsTheProtocolHasThem() {
        assertThat(filter("--where", "$.customer.country=DE", "--where", "$.total >= 10", "--where", "$.vip"))
                .isEqualTo(
                        new JsonObject("{\"json\": [{\"path\": \"$.customer.country\", \"equals\": \"DE\"},{\"path\":"
                                + " \"$.total\", \"greaterOrEqual\": 10}, {\"path\": \"$.vip\", \"exists\":"
                                + " true}]}"));
        assertThat(filter("--where", "$.a!=true", "--where", "$.b=\"7\"", "--where", "$.c=null"))
                .isEqualTo(new JsonObject("{\"json\": [{\"path\": \"$.a\", \"notEquals\": true},"
                        + "{\"path\": \"$.b\", \"equals\": \"7\"}, {\"path\": \"$.c\", \"equals\": null}]}"));
    }

    @Test
    void writesKeysHeadersAndTexts() {
        assertThat(filter("--key-prefix", "customer-", "--contains", "urgent", "--header", "source=web=1"))
                .isEqualTo(
                        new JsonObject("{\"key\": {\"prefix\": \"customer-\"}, \"value\": {\"contains\": \"urgent\"},"
                                + "\"header\": {\"name\": \"source\", \"equals\": \"web=1\"}}"));
        assertThat(filter("--header", "source")).isEqualTo(new JsonObject("{\"header\": {\"name\": \"source\"}}"));
        assertThat(filter()).isNull();
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThatThrownBy(() -> filter("--where", "customer=1")).hasMessageContaining("'customer=1'");
        assertThatThrownBy(() -> filter("--key", "a", "--key-prefix", "b")).hasMessageContaining("exclude");
    }
}
