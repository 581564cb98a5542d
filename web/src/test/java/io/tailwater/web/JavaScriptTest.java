package io.tailwater.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/** Everything in {@code src/test/js} passes, with batches that Kafka's own Java classes have made. */
@Timeout(120)
class JavaScriptTest {

    private static final Path TESTS = Path.of("src", "test", "js");
    private static final Path BATCHES = Path.of("target", "batches");

    @Test
    void clientAndConsolePassTheirTests() throws Exception {
        requireNode();
        SampleBatches.writeTo(Files.createDirectories(BATCHES));
        Path output = Files.createTempFile("node", ".out");

        int exitCode = node(output, tests());

        String said = Files.readString(output);
        Files.delete(output);
        assertThat(exitCode).as(said).isZero();
        assertThat(said).containsPattern("(?m)^# pass [1-9]");
    }

    private static List<String> tests() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return Stream.concat(
                            Stream.of("--test", "--test-reporter=tap"),
                            files.map(Path::toString).filter(file -> file.endsWith(".test.js")))
                    .toList();
        }
    }

    private static int node(Path output, List<String> arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("node"), arguments.stream()).toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("node ended").isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Skips this where there is no Node, unless {@code TAILWATER_REQUIRE_TOOLS=1} says that it must be there. */
    private static void requireNode() throws InterruptedException {
        try {
            new ProcessBuilder("node", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            String missing = "Node is missing, 20 or newer: apt-get install nodejs";
            if ("1".equals(System.getenv("TAILWATER_REQUIRE_TOOLS"))) {
                throw new AssertionError(missing, e);
            }
            throw new TestAbortedException(missing);
        }
    }
}
