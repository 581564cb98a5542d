package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * kcat (librdkafka) writes text and reads the same bytes back. Skipped where kcat is not installed, unless
 * {@code TAILWATER_REQUIRE_TOOLS=1} says that it must be.
 */
@Timeout(240)
class KcatIT {

    private static final int LINES = 100_000;

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @TempDir
    static Path directory;

    private static Path text;

    private record Outcome(int exitCode, Path output, String errors) {

        List<String> lines() throws IOException {
            return Files.readAllLines(output);
        }
    }

    @BeforeAll
    static void prepare() throws IOException {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kcat")));
        boolean required = "1".equals(System.getenv("TAILWATER_REQUIRE_TOOLS"));
        assertThat(installed || !required)
                .as("kcat is required and not installed")
                .isTrue();
        assumeTrue(installed, "kcat is not installed: apt-get install kcat");
        text = Files.write(directory.resolve("text"), lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void readsBackTheTextItWrote(String compression) throws Exception {
        String topic = "words-" + compression;

        succeeds(kcat("-P", "-t", topic, "-z", compression, "-K:", "-l", text.toString()));
        Outcome read = succeeds(kcat("-C", "-t", topic, "-o", "beginning", "-e", "-q", "-K:"));

        assertThat(Files.mismatch(read.output(), text))
                .as("first byte that differs")
                .isEqualTo(-1);
    }

    @Test
    void keepsTheOrderInEachPartition() throws Exception {
        try (Admin admin = BROKER.clients().admin()) {
            new Topics(admin).create("partitioned", 4);
        }
        succeeds(kcat("-P", "-t", "partitioned", "-z", "snappy", "-K:", "-l", text.toString()));

        List<String> written = Files.readAllLines(text);
        int read = 0;
        for (int partition = 0; partition < 4; partition++) {
            List<String> lines = succeeds(
                            kcat("-C", "-t", "partitioned", "-p", "" + partition, "-o", "beginning", "-e", "-q", "-K:"))
                    .lines();
            Set<String> keys = lines.stream().map(KcatIT::key).collect(Collectors.toSet());
            assertThat(lines)
                    .isEqualTo(written.stream()
                            .filter(line -> keys.contains(key(line)))
                            .toList());
            read += lines.size();
        }
        assertThat(read).isEqualTo(written.size());
    }

    @Test
    void listsBrokersAndTopics() throws Exception {
        succeeds(kcat("-P", "-t", "listed", "-l", text.toString()));

        assertThat(String.join("\n", succeeds(kcat("-L")).lines()))
                .contains("1 brokers:")
                .contains(" at " + BROKER.address())
                .contains("topic \"listed\" with 1 partitions");
    }

    @Test
    void findsOffsets() throws Exception {
        succeeds(kcat("-P", "-t", "found", "-l", text.toString()));

        assertThat(succeeds(kcat("-Q", "-t", "found:0:-1")).lines()).containsExactly("found [0] offset " + LINES);
        assertThat(succeeds(kcat("-Q", "-t", "found:0:-2")).lines()).containsExactly("found [0] offset 0");
        assertThat(succeeds(kcat("-Q", "-t", "found:0:1")).lines()).containsExactly("found [0] offset 0");
        assertThat(succeeds(kcat("-C", "-t", "found", "-o", "-10", "-e", "-q")).lines())
                .isEqualTo(Files.readAllLines(text).subList(LINES - 10, LINES));
    }

    @Test
    void readsInAGroupAndGoesOnWhereItStopped() throws Exception {
        succeeds(kcat("-P", "-t", "grouped", "-l", text.toString()));
        String[] member = {"-X", "auto.offset.reset=earliest", "-e", "-q", "-G", "kcat-group", "grouped"};

        assertThat(succeeds(kcat(member)).lines()).isEqualTo(Files.readAllLines(text));
        Path more = Files.write(directory.resolve("more"), List.of("one", "two", "three"));
        succeeds(kcat("-P", "-t", "grouped", "-l", more.toString()));

        assertThat(succeeds(kcat(member)).lines()).containsExactly("one", "two", "three");
    }

    @Test
    void takesOverWhenAnotherOfTheGroupIsKilled() throws Exception {
        try (Admin admin = BROKER.clients().admin()) {
            new Topics(admin).create("widowed", 4);
        }
        succeeds(kcat("-P", "-t", "widowed", "-K:", "-l", text.toString()));
        String[] member = {
            "-u",
            "-X",
            "session.timeout.ms=6000",
            "-X",
            "auto.offset.reset=earliest",
            "-X",
            "auto.commit.interval.ms=50"
        };
        Path read = Files.createTempFile(directory, "killed", ".out");
        List<String> command = command(member);
        command.addAll(List.of("-K:", "-G", "widowed-group", "widowed"));
        Process killed = new ProcessBuilder(command)
                .redirectOutput(read.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (Files.size(read) == 0) {
            assertThat(killed.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
        }
        killed.destroyForcibly().waitFor();
        // What it was writing when it died may end in the middle of a line.
        Set<String> both = new HashSet<>(Files.readAllLines(read));

        List<String> arguments = new ArrayList<>(List.of(member));
        arguments.addAll(List.of("-e", "-q", "-K:", "-G", "widowed-group", "widowed"));
        both.addAll(succeeds(kcat(arguments.toArray(String[]::new))).lines());

        Set<String> lost = new HashSet<>(Files.readAllLines(text));
        lost.removeAll(both);
        // kcat may commit the offset of the line that it was about to write when it died.
        assertThat(lost).hasSizeLessThanOrEqualTo(1);
    }

    private static List<String> lines() {
        String[] words = "the log keeps what the river brings and gives it back in order to all who ask".split(" ", -1);
        Random random = new Random(2);
        List<String> lines = new ArrayList<>(LINES);
        for (int i = 0; i < LINES; i++) {
            StringBuilder line = new StringBuilder("key-" + random.nextInt(500) + ":" + i);
            for (int word = random.nextInt(15); word > 0; word--) {
                line.append(' ').append(words[random.nextInt(words.length)]);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static String key(String line) {
        return line.substring(0, line.indexOf(':'));
    }

    private static Outcome succeeds(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
        return outcome;
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kcat", "-b", BROKER.address()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static Outcome kcat(String... arguments) throws IOException, InterruptedException {
        List<String> command = command(arguments);
        Path output = Files.createTempFile(directory, "kcat", ".out");
        Path errors = Files.createTempFile(directory, "kcat", ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(110, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " hangs. It says: " + Files.readString(errors, StandardCharsets.UTF_8));
        }
        return new Outcome(process.exitValue(), output, Files.readString(errors, StandardCharsets.UTF_8));
    }
}
