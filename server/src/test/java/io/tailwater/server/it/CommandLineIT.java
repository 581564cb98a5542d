package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command line as people meet it: what it says, how it ends, what it leaves behind. */
@Timeout(240)
class CommandLineIT {

    private static final String MEANT = "--allow-unauthenticated-network";

    @TempDir
    Path scratch;

    private Path temporary;

    /** How a command ended. */
    private record Ended(int exitCode, String errors, String output) {

        /** The last line of the error stream, which is all that people need to read. */
        String sentence() {
            List<String> lines = errors.lines().toList();
            return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        }
    }

    @BeforeEach
    void makeTemporaryDirectory() throws IOException {
        temporary = Files.createDirectory(scratch.resolve("tmp"));
    }

    private List<String> command(String... arguments) {
        return StartScript.command(List.of("-Djava.io.tmpdir=" + temporary), arguments);
    }

    private Ended run(String... arguments) throws Exception {
        return run(Map.of(), arguments);
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        Path output = scratch.resolve("output");
        Path errors = scratch.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command(arguments))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(errors), Files.readString(output));
    }

    private String data() {
        return scratch.resolve("data").toString();
    }

    private static void assertExplained(Ended ended, int exitCode, String... words) {
        assertThat(ended.errors()).doesNotContain("\tat ");
        assertThat(ended.sentence()).contains(words);
        assertThat(ended.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void saysWhenItIsReadyAndStopsInOrderLeavingOnlyItsData() throws Exception {
        try (BrokerProcess broker =
                BrokerProcess.run(command("start", "--data", data(), "--port", "0", "--http-port", "0"))) {
            String ready = broker.awaitLine("ready");

            assertThat(ready)
                    .startsWith("ready")
                    .contains(broker.address(), broker.httpAddress(), Long.toString(broker.pid()), " ms");
            assertThat(broker.terminate()).as(broker.output()).isZero();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
        try (BrokerProcess broker =
                BrokerProcess.run(command("start", "--data", data(), "--port", "0", "--http-port", "0"))) {
            broker.awaitLine("the last stop was clean");
        }
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertExplained(run("start", "--data", data(), "--port", port), 4, port, "--port");
            assertExplained(run("start", "--data", data(), "--port", "0", "--http-port", port), 4, port, "--http-port");
        }
    }

    @Test
    void saysThatAnotherBrokerHasTheDirectory() throws Exception {
        try (BrokerProcess first =
                BrokerProcess.run(command("start", "--data", data(), "--port", "0", "--http-port", "0"))) {
            first.address();

            assertExplained(run("start", "--data", data(), "--port", "0", "--http-port", "0"), 3, data());
        }
    }

    @Test
    void saysWhatIsWrongWithTheConfiguration() throws Exception {
        String file = Files.writeString(scratch.resolve("conf.json"), "{\"storage\": {\"engin\": \"mmap\"}}")
                .toString();
        String broken = Files.writeString(scratch.resolve("broken.json"), "{").toString();

        assertExplained(run("start", "--conf", file), 2, "storage.engin", "storage.engine?");
        assertExplained(run("start", "--conf", broken), 2, broken, "not a JSON object");
        assertExplained(run("start", "--conf", scratch.resolve("absent").toString()), 2, "does not exist");
        assertExplained(run("start", "--data", data(), "--storage", "tape"), 2, "tape", "mmap");
        assertExplained(run("start", "--port", "many"), 2, "kafka.port", "many");
        assertExplained(run(Map.of("TAILWATER_KAFKA__PROT", "1"), "start"), 2, "TAILWATER_KAFKA__PROT", "kafka.port");
        assertThat(scratch.resolve("data")).doesNotExist();
    }

    @Test
    void checksAConfigurationToTheEnd() throws Exception {
        String file = Files.writeString(
                        scratch.resolve("conf.json"),
                        "{\"kafka\": {\"prot\": 1, \"tls\": {\"password\": \"not to be seen\","
                                + " \"certificate\": \"absent.pem\"}}, \"topics\":"
                                + " {\"settings\": {\"retention.mss\": \"1\"}}, \"storage\": {\"engine\": \"tape\"}}")
                .toString();

        Ended bad = run("check-config", "--conf", file, "--port", "many");
        Ended good = run(Map.of("TAILWATER_KAFKA__PORT", "9"), "check-config", "--changed");

        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.output())
                .contains("did you mean kafka.port?", "not 'many' (the command line)", "'retention.mss'", "'tape'")
                .contains("kafka.tls: The file absent.pem does not exist.", "5 things are wrong.")
                .contains("kafka.tls.password = (hidden)")
                .doesNotContain("not to be seen");
        assertThat(good.exitCode()).isZero();
        assertThat(good.output().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("kafka.port = 9 +\\(the environment\\)"),
                        line -> assertThat(line).isEqualTo("The configuration is good."));
    }

    @Test
    void checksAuthenticatorsWithoutTheNetwork() throws Exception {
        Path broken = Files.writeString(scratch.resolve("jwks.json"), "{\"keys\": [{\"kty\": \"tape\"}]}");

        assertThat(checkOfTokens("jwt", scratch.resolve("absent.json").toString()))
                .contains("WRONG: ", "jwt.jwks", "absent.json, cannot be read: NoSuchFileException.");
        assertThat(checkOfTokens("jwt", broken.toString())).contains("WRONG: ", "jwks.json, cannot be read:");
        assertThat(checkOfTokens("jwt", "http://issuer.example/jwks.json")).contains("WRONG: ", "by https only");
        assertThat(checkOfTokens("jwt", "https://no host/")).contains("WRONG: ", "not 'https://no host/'");
        assertThat(checkOfTokens("jwt,ldap", "https://issuer.invalid/jwks.json"))
                .contains("WRONG: There is no authenticator 'ldap'", "there are jwt.");
        assertThat(checkOfTokens("jwt", "https://issuer.invalid/jwks.json"))
                .contains(
                        "Not checked: The keys of tokens are at https://issuer.invalid/jwks.json, which was not asked")
                .contains("The configuration is good.");
    }

    private String checkOfTokens(String authenticators, String keys) throws Exception {
        JsonObject settings = new JsonObject()
                .put("jwt.jwks", keys)
                .put("jwt.issuer", "https://issuer.invalid")
                .put("jwt.audience", "tailwater");
        JsonObject authentication = new JsonObject()
                .put("authenticators", new JsonArray(List.of(authenticators.split(",", -1))))
                .put("settings", settings);
        Path file = Files.writeString(
                scratch.resolve("tokens.json"),
                new JsonObject()
                        .put("security", new JsonObject().put("authentication", authentication))
                        .encode());
        Ended check = run("check-config", "--changed", "--conf", file.toString());
        assertThat(check.exitCode()).as(check.output()).isEqualTo(check.output().contains("WRONG") ? 2 : 0);
        return check.output();
    }

    @Test
    void readsItsConfigurationAgainOnHangup() throws Exception {
        Path file = Files.writeString(scratch.resolve("conf.json"), "{\"limits\": {\"maxConnections\": 90}}");
        try (BrokerProcess broker = BrokerProcess.run(
                command("start", "--data", data(), "--port", "0", "--http-port", "0", "--conf", file.toString()))) {
            broker.address();
            Files.writeString(file, "{\"limits\": {\"maxConnections\": 80, \"maxFetchSessions\": 7}}");
            hangup(broker);

            assertThat(broker.awaitLine("read again")).endsWith("in force now: limits.maxConnections.");
            assertThat(broker.awaitLine("restart")).contains("limits.maxFetchSessions");
            Files.writeString(file, "{\"limits\": 5}");
            hangup(broker);
            assertThat(broker.awaitLine("not taken")).contains("limits must be");
            Files.writeString(file, "{\"topics\": {\"settings\": {\"segment.bites\": 1}}}");
            hangup(broker);
            broker.awaitLine("segment.bites");
            assertThat(broker.output()).doesNotContain("in force now: topics");
            assertThat(broker.terminate()).as(broker.output()).isZero();
        }
    }

    private static void hangup(BrokerProcess broker) throws Exception {
        Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(broker.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void refusesAddressesOfTheNetworkWhereverTheyComeFrom() throws Exception {
        String file = Files.writeString(scratch.resolve("conf.json"), "{\"http\": {\"host\": \"0.0.0.0\"}}")
                .toString();

        assertExplained(run("start", "--data", data(), "--host", "0.0.0.0"), 2, "kafka.host 0.0.0.0", MEANT);
        assertExplained(run(Map.of("TAILWATER_KAFKA__HOST", "0.0.0.0"), "start", "--data", data()), 2, MEANT);
        assertExplained(run("start", "--data", data(), "--conf", file), 2, "http.host", MEANT);
    }

    @Test
    void explainsItself() throws Exception {
        Ended help = run("start", "--help");
        Ended version = run("--version");

        assertThat(help.output()).contains("--data", "--advertised", MEANT, "environment");
        assertThat(help.exitCode()).isZero();
        assertThat(version.output()).startsWith("Tailwater ");
        assertThat(version.exitCode()).isZero();
        assertThat(run("start", "--dta", "x").exitCode()).isEqualTo(2);
        assertThat(run().exitCode()).isEqualTo(2);
    }
}
