package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.cli.ClientCommands;
import io.tailwater.cli.ClientException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Commands for a running broker: the shell's way in and out as processes, the rest in this one. */
@Timeout(240)
class ClientCommandsIT {

    @TempDir
    static Path scratch;

    private static BrokerProcess broker;

    /** How a command ended. */
    private record Ended(int exitCode, String output, String errors) {

        JsonArray json() {
            return new JsonArray(output);
        }
    }

    @BeforeAll
    static void startBroker() {
        broker = BrokerProcess.start(BrokerSetup.in(scratch.resolve("data")));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** Runs a command in this process. */
    private static Ended run(String... arguments) {
        CommandLine commands = new CommandLine(CommandSpec.create().name("tailwater"));
        ClientCommands.all((directory, engine, work) -> {}).forEach(commands::addSubcommand);
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int exitCode = commands.setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof ClientException known) {
                        errors.append(known.getMessage());
                        return known.exitCode();
                    }
                    throw failure;
                })
                .execute(connected(arguments).toArray(String[]::new));
        return new Ended(exitCode, output.toString(), errors.toString());
    }

    private static List<String> connected(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--bootstrap") && !all.get(0).equals("completion")) {
            all.addAll(List.of("--bootstrap", broker.address()));
        }
        if (all.get(0).equals("tail") && !all.contains("--http")) {
            all.addAll(List.of("--http", broker.httpAddress()));
        }
        return all;
    }

    /** Starts a command in a process of its own. */
    private static Process start(String... arguments) throws IOException {
        return new ProcessBuilder(
                        StartScript.command(List.of(), connected(arguments).toArray(String[]::new)))
                .redirectError(scratch.resolve("errors").toFile())
                .start();
    }

    private static Ended produce(String input, String... arguments) throws Exception {
        Process process = start(arguments);
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output, Files.readString(scratch.resolve("errors")));
    }

    @Test
    void producesLinesAndTailsThem() throws Exception {
        assertThat(run("topics", "create", "lines").exitCode()).isZero();

        Ended produced =
                produce("a:ünö\nb:{\"n\":7}\nno key\n", "produce", "lines", "--key-separator", ":", "--header", "h=v");

        assertThat(produced).extracting(Ended::exitCode, Ended::errors).containsExactly(0, "");
        assertThat(produced.output()).startsWith("3 records written to lines.");
        assertThat(run("tail", "lines", "--from", "earliest", "--exit").output().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("0:0 ").endsWith(" a  ünö  {h=v}"),
                        line -> assertThat(line).startsWith("0:1 ").endsWith(" b  {\"n\":7}  {h=v}"),
                        line -> assertThat(line).startsWith("0:2 ").endsWith("  no key  {h=v}"));
        assertThat(run("tail", "lines", "--from", "last:1", "--exit").output().lines())
                .hasSize(1);
        assertThat(run("tail", "lines", "--from", "0", "--exit", "--where", "$.n>=7")
                        .output())
                .contains("0:1 ")
                .doesNotContain("0:0 ", "0:2 ");
        assertThat(run("tail", "lines", "--from", "1h", "--limit", "2").output().lines())
                .hasSize(2);
    }

    @Test
    void copiesATopicByJsonLinesExactly() throws Exception {
        run("topics", "create", "source", "--partitions", "3", "--set", "retention.ms=-1");
        run("topics", "create", "copy", "--partitions", "3", "--set", "retention.ms=-1");
        produce("""
                {"key":"/wAB","keyEncoding":"base64","value":{"n":1},"timestamp":1764172800000,"partition":2}
                {"key":"k","value":null,"headers":[{"key":"h","value":"v"}],"partition":1}
                """, "produce", "source", "--format", "json", "--keep-partitions");
        String records =
                run("tail", "source", "--from", "earliest", "--exit", "--json").output();

        Ended copied = produce(records, "produce", "copy", "--format", "json", "--keep-partitions", "--json");

        assertThat(new JsonObject(copied.output()).getInteger("records")).isEqualTo(2);
        assertThat(run("tail", "copy", "--from", "earliest", "--exit", "--json")
                        .output()
                        .lines()
                        .sorted())
                .containsExactlyElementsOf(records.replace("\"source\"", "\"copy\"")
                        .lines()
                        .sorted()
                        .toList());
    }

    @Test
    void tailsUntilItIsInterruptedAndGoesOnWhenTheBrokerComesBack() throws Exception {
        BrokerSetup setup = BrokerSetup.in(scratch.resolve("returning"))
                .withPort(FreePort.belowEphemeral())
                .withHttpPort(FreePort.belowEphemeral());
        BrokerProcess first = BrokerProcess.start(setup);
        String bootstrap = first.address();
        run("topics", "create", "live", "--bootstrap", bootstrap);
        Process tail = start("tail", "live", "--from", "earliest", "--http", first.httpAddress());
        try (BufferedReader lines = tail.inputReader(StandardCharsets.UTF_8)) {
            produce("before\n", "produce", "live", "--bootstrap", bootstrap);
            assertThat(lines.readLine()).endsWith("  before");
            first.kill9();
            try (BrokerProcess second = BrokerProcess.start(setup)) {
                produce("after\n", "produce", "live", "--bootstrap", bootstrap);
                assertThat(lines.readLine()).startsWith("0:1 ").endsWith("  after");
                tail.toHandle().destroy();
                assertThat(tail.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(lines.readLine()).isNull();
                assertThat(second.running()).isTrue();
            }
        } finally {
            tail.destroyForcibly();
            first.close();
        }
    }

    @Test
    void showsMovesAndDeletesWhatGroupsHaveCommitted() throws Exception {
        run("topics", "create", "orders", "--partitions", "2");
        produce("1\n2\n3\n", "produce", "orders", "--partition", "1");

        assertThat(run("groups", "reset", "billing", "--topic", "orders", "--to", "last:1")
                        .exitCode())
                .isZero();
        assertThat(run("groups", "list").output()).contains("billing");
        JsonArray partitions = run("groups", "describe", "billing", "--json")
                .json()
                .getJsonObject(0)
                .getJsonArray("partitions");
        assertThat(partitions.getJsonObject(1).getMap())
                .containsEntry("committedOffset", 2)
                .containsEntry("endOffset", 3)
                .containsEntry("lag", 1);
        assertThat(run("groups", "reset", "billing", "--topic", "orders", "--to", "earliest", "--dry-run")
                        .output())
                .contains("WOULD BE");
        assertThat(run("groups", "describe", "billing").output()).containsPattern("orders +1 +2 +3 +1");
        assertThat(run("groups", "delete", "billing").exitCode()).isZero();
        assertThat(run("groups", "describe", "billing"))
                .extracting(Ended::exitCode, Ended::errors)
                .containsExactly(1, "There is no group billing: tailwater groups list shows what there is.");
    }

    @Test
    void describesShareGroups() throws Exception {
        run("topics", "create", "shared");
        run("config", "set", "--group", "workers", "share.auto.offset.reset=earliest");
        produce("1\n2\n3\n", "produce", "shared");
        try (ShareConsumer<byte[], byte[]> worker = new KafkaClients(broker.address()).shareConsumer("workers")) {
            worker.subscribe(List.of("shared"));
            SharedReading.poll(worker, 3);
            worker.commitSync();

            String described = run("groups", "describe", "workers").output();
            assertThat(described).contains("workers, Share, Stable, 1 member");
            assertThat(described).containsPattern("shared +0 +3 +0 +1\\R");
            JsonObject json =
                    run("groups", "describe", "workers", "--json").json().getJsonObject(0);
            assertThat(json.getJsonArray("members")).hasSize(1);
            assertThat(json.getJsonArray("partitions").getJsonObject(0).getMap())
                    .containsEntry("startOffset", 3)
                    .containsEntry("lag", 0);
        }
    }

    @Test
    void showsAndChangesSettings() {
        run("topics", "create", "kept", "--set", "retention.ms=3600000");

        assertThat(run("config", "set", "--topic", "kept", "cleanup.policy=compact", "segment.ms=60000")
                        .exitCode())
                .isZero();
        assertThat(run("config", "get", "--topic", "kept").output())
                .containsPattern("cleanup.policy +compact +set")
                .containsPattern("retention.ms +3600000 +set");
        assertThat(run("config", "unset", "--topic", "kept", "cleanup.policy", "segment.ms")
                        .exitCode())
                .isZero();
        assertThat(run("topics", "describe", "kept", "--json")
                        .json()
                        .getJsonObject(0)
                        .getJsonObject("settings"))
                .isEqualTo(new JsonObject().put("retention.ms", "3600000"));
        assertThat(run("config", "set", "--topic", "kept", "retention.ms=never").exitCode())
                .isEqualTo(1);
        assertThat(run("config", "get", "log.dirs").output())
                .contains(scratch.resolve("data").toString());
    }

    @Test
    void neitherSetsNorUnsetsWhatIsNoSetting() {
        run("topics", "create", "plain");

        for (String[] change : new String[][] {{"set", "retention.mz=1"}, {"unset", "retention.ms", "retention.mz"}}) {
            List<String> words = new ArrayList<>(List.of("config", change[0], "--topic", "plain"));
            words.addAll(List.of(change).subList(1, change.length));
            assertThat(run(words.toArray(String[]::new)))
                    .extracting(Ended::exitCode, Ended::output, Ended::errors)
                    .containsExactly(1, "", "There is no topic setting 'retention.mz'; did you mean 'retention.ms'?");
        }
        for (String change : new String[] {"set max.connection=7", "unset max.connection"}) {
            assertThat(run(("config " + change).split(" ")))
                    .extracting(Ended::exitCode, Ended::output, Ended::errors)
                    .containsExactly(
                            1, "", "There is no broker setting 'max.connection'; did you mean 'max.connections'?");
        }
        assertThat(run("config", "unset", "--group", "billing", "session.timeout.ms")
                        .exitCode())
                .isEqualTo(1);
        assertThat(run("config", "unset", "log.dirs").errors()).contains("Not to be changed", "log.dirs");
        assertThat(run("config", "unset", "--topic", "nowhere", "retention.ms").errors())
                .isEqualTo("There is no topic nowhere.");
    }

    @Test
    void saysInASentenceWhatIsWrongAndByTheExitCodeOfWhichKind() throws Exception {
        int nobody = FreePort.belowEphemeral();
        assertThat(run("topics", "list", "--bootstrap", "127.0.0.1:" + nobody))
                .extracting(Ended::exitCode, Ended::errors)
                .containsExactly(
                        5,
                        "No broker answers at 127.0.0.1:" + nobody + " (Connection refused): start one with"
                                + " ./tailwater start, or say with --bootstrap where it is.");
        assertThat(run("tail", "words", "--http", "127.0.0.1:" + nobody).exitCode())
                .isEqualTo(5);
        assertThat(run("topics", "list", "--bootstrap", "here").exitCode()).isEqualTo(2);
        assertThat(run("topics", "list", "--config", "absent").errors()).contains("absent", "does not exist");
        assertThat(run("topics", "describe", "nix").errors()).startsWith("There is no topic nix");
        assertThat(run("tail", "nix").exitCode()).isEqualTo(1);
        assertThat(run("topics").exitCode()).isEqualTo(2);
        run("topics", "create", "twice");
        assertThat(run("topics", "create", "twice").exitCode()).isEqualTo(1);
        assertThat(run("topics", "create", "twice", "--if-not-exists").exitCode())
                .isZero();
        assertThat(run("topics", "delete", "twice", "twice").errors()).contains("Deleted before that: twice");
        assertThat(run("topics", "delete", "twice", "--if-exists").exitCode()).isZero();
    }

    @Test
    void completesCommandsAndOptionsInAShell() throws Exception {
        Process process = start("completion");
        String script = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(script)
                .contains(
                        "complete -F _complete_tailwater",
                        "topics",
                        "--key-separator",
                        "--allow-unauthenticated-network");
    }
}
