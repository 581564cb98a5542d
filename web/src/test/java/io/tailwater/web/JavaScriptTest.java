package io.tailwater.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/**
 * Everything in {@code src/test/js} passes, with batches that Kafka's own Java classes have made: in the Node of this machine, and in
 * that of the package {@code node}, which has a WebSocket of its own.
 */
@Timeout(500)
class JavaScriptTest {

    private static final Path TESTS = Path.of("src", "test", "js");
    private static final Path PACKAGES = TESTS.resolve("node_modules");
    private static final Path PACKAGED_NODE = PACKAGES.resolve("node/bin/node");
    private static final Path COMPILER = PACKAGES.resolve("typescript/bin/tsc");
    private static final Path BATCHES = Path.of("target", "batches");
    private static final String GET_PACKAGES = "npm ci --prefix web/src/test/js";

    @BeforeAll
    static void makeBatches() throws Exception {
        need(runs("node", "--version"), "Node is missing, 20 or newer: apt-get install nodejs");
        SampleBatches.writeTo(Files.createDirectories(BATCHES));
    }

    @Test
    void clientAndConsolePassTheirTests() throws Exception {
        assertTestsPass("node");
    }

    @Test
    void clientAndConsolePassTheirTestsInNode22() throws Exception {
        need(Files.isExecutable(PACKAGED_NODE), "Node 22 is missing: " + GET_PACKAGES);
        assertTestsPass(PACKAGED_NODE.toString());
    }

    @Test
    void theTypesOfTheClientAreWhatTheirUsersTakeThemFor() throws Exception {
        need(Files.exists(COMPILER), "The compiler of TypeScript is missing: " + GET_PACKAGES);

        Ended compiler = run(
                List.of(
                        "node",
                        COMPILER.toString(),
                        "--strict",
                        "--noEmit",
                        "--target",
                        "es2022",
                        "--module",
                        "nodenext"),
                "--lib",
                "es2022,dom",
                TESTS.resolve("types.ts").toString());

        assertThat(compiler.exitCode()).as(compiler.said()).isZero();
    }

    private static void assertTestsPass(String node) throws Exception {
        Ended tests;
        try (Stream<Path> files = Files.list(TESTS)) {
            tests = run(
                    List.of(node, "--test", "--test-reporter=tap"),
                    files.map(Path::toString)
                            .filter(file -> file.endsWith(".test.js"))
                            .toArray(String[]::new));
        }
        assertThat(tests.exitCode()).as(tests.said()).isZero();
        assertThat(tests.said()).containsPattern("(?m)^# pass [1-9]");
    }

    /** A program that has ended. */
    private record Ended(int exitCode, String said) {}

    private static Ended run(List<String> command, String... more) throws IOException, InterruptedException {
        Path output = Files.createTempFile("node", ".out");
        Process process = new ProcessBuilder(
                        Stream.concat(command.stream(), Stream.of(more)).toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(200, TimeUnit.SECONDS)).as("node ended").isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return run(List.of(command)).exitCode() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Skips a test for which something is missing, unless {@code TAILWATER_REQUIRE_TOOLS=1} says that it must be there. */
    private static void need(boolean there, String otherwise) {
        if (there) {
            return;
        }
        if ("1".equals(System.getenv("TAILWATER_REQUIRE_TOOLS"))) {
            throw new AssertionError(otherwise);
        }
        throw new TestAbortedException(otherwise);
    }
}
