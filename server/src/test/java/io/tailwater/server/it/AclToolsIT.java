package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.cli.ClientCommands;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.security.rule.AclFilter;
import io.tailwater.core.security.rule.AclRule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Access rules made and taken back by a super user: with Kafka's own tool, and with {@code tailwater acl}. */
class AclToolsIT {

    @CommandLine.Command(name = "tailwater")
    private static final class Root {}

    @TempDir
    static Path directory;

    private static InProcessBroker broker;

    @BeforeAll
    static void start() throws Exception {
        JsonObject security =
                new JsonObject().put("authorization", true).put("superUsers", new JsonArray().add("User:ANONYMOUS"));
        broker = new InProcessBroker(
                new JsonObject()
                        .put("kafka", new JsonObject().put("port", 0))
                        .put("storage", new JsonObject().put("directory", directory.toString()))
                        .put("security", security),
                BrokerEnvironment.ofSystem());
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @BeforeEach
    void withoutRules() throws Exception {
        Objects.requireNonNull(broker.core().security().rules())
                .remove(List.of(AclFilter.ALL))
                .await(60, TimeUnit.SECONDS);
    }

    private static List<String> rules() {
        return Objects.requireNonNull(broker.core().security().rules()).find(AclFilter.ALL).stream()
                .map(AclRule::toString)
                .sorted()
                .toList();
    }

    @Test
    void kafkasToolMakesListsAndTakesBackRules() throws Exception {
        kafkaAcls("--add", "--allow-principal", "User:alice", "--consumer", "--topic", "orders", "--group", "billing");
        kafkaAcls(
                "--add",
                "--deny-principal",
                "User:*",
                "--deny-host",
                "10.0.0.1",
                "--operation",
                "Write",
                "--topic",
                "orders.",
                "--resource-pattern-type",
                "prefixed");
        assertThat(rules())
                .containsExactly(
                        "ALLOW User:alice DESCRIBE on LITERAL TOPIC orders from *",
                        "ALLOW User:alice READ on LITERAL GROUP billing from *",
                        "ALLOW User:alice READ on LITERAL TOPIC orders from *",
                        "DENY User:* WRITE on PREFIXED TOPIC orders. from 10.0.0.1");

        assertThat(kafkaAcls("--list", "--topic", "orders.eu", "--resource-pattern-type", "match"))
                .contains("name=orders., patternType=PREFIXED")
                .doesNotContain("name=orders, ");

        kafkaAcls("--remove", "--force", "--topic", "orders");
        kafkaAcls("--remove", "--force", "--group", "billing");
        assertThat(rules()).containsExactly("DENY User:* WRITE on PREFIXED TOPIC orders. from 10.0.0.1");
    }

    @Test
    void ownCommandMakesListsAndTakesBackRules() {
        tailwater("add", "--principal", "User:alice", "--operation", "read", "--topic", "orders", "--group", "billing");
        tailwater("add", "--principal", "User:bob", "--operation", "write,create", "--topic", "o.", "--prefixed");
        tailwater("add", "--principal", "User:*", "--operation", "all", "--cluster", "--deny", "--host", "10.0.0.1");
        assertThat(rules())
                .containsExactly(
                        "ALLOW User:alice READ on LITERAL GROUP billing from *",
                        "ALLOW User:alice READ on LITERAL TOPIC orders from *",
                        "ALLOW User:bob CREATE on PREFIXED TOPIC o. from *",
                        "ALLOW User:bob WRITE on PREFIXED TOPIC o. from *",
                        "DENY User:* ALL on LITERAL CLUSTER kafka-cluster from 10.0.0.1");

        assertThat(new JsonArray(tailwater("list", "--principal", "User:bob", "--json")))
                .hasSize(2);

        tailwater("remove", "--principal", "User:bob", "--operation", "write", "--prefixed");
        tailwater("remove", "--topic", "orders");
        assertThat(rules())
                .containsExactly(
                        "ALLOW User:alice READ on LITERAL GROUP billing from *",
                        "ALLOW User:bob CREATE on PREFIXED TOPIC o. from *",
                        "DENY User:* ALL on LITERAL CLUSTER kafka-cluster from 10.0.0.1");
        tailwater("remove", "--all");
        assertThat(rules()).isEmpty();
    }

    private static String kafkaAcls(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--bootstrap-server", broker.address()));
        all.addAll(List.of(arguments));
        return ForeignProgram.java("kafka-tools", "org.apache.kafka.tools.AclCommand")
                .run(all.toArray(String[]::new))
                .succeeds();
    }

    private static String tailwater(String... arguments) {
        StringWriter output = new StringWriter();
        CommandLine line = new CommandLine(new Root());
        ClientCommands.all((directory, engine, work) -> {}).forEach(line::addSubcommand);
        line.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(output, true));
        List<String> all = new ArrayList<>(List.of("acl"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--bootstrap", broker.address()));
        assertThat(line.execute(all.toArray(String[]::new)))
                .as(output.toString())
                .isZero();
        return output.toString();
    }
}
