package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A program that is not ours, run to its end as its users run it. Immutable.
 *
 * @param command what starts it; arguments are added with each run
 */
record ForeignProgram(List<String> command) {

    private static final long LIMIT_SECONDS = 200;

    /** What a run came to. */
    record Outcome(int exitCode, String output) {

        /** Fails unless the program ended well. */
        String succeeds() {
            assertThat(exitCode).as("exit code; the program said:\n%s", output).isZero();
            return output;
        }

        List<String> lines() {
            return succeeds().lines().toList();
        }
    }

    /**
     * Skips the test where something is missing, unless {@code TAILWATER_REQUIRE_TOOLS=1} says that it must be there.
     *
     * @param installation what installs it
     */
    static void need(boolean there, String what, String installation) {
        if (there) {
            return;
        }
        String missing = what + " is missing: " + installation;
        if ("1".equals(System.getenv("TAILWATER_REQUIRE_TOOLS"))) {
            throw new AssertionError(missing);
        }
        throw new TestAbortedException(missing);
    }

    /** Whether a program is on the path. */
    static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** A class of the class path that a module of {@code clients/} has resolved. */
    static ForeignProgram java(String module, String mainClass) throws IOException {
        Path built = Path.of("..", "clients", module, "target");
        Path classPath = built.resolve("classpath");
        need(Files.exists(classPath), "The class path of clients/" + module, "./mvnw -f clients/" + module + " verify");
        return new ForeignProgram(List.of(
                BrokerProcess.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                built.resolve("classes")
                        + File.pathSeparator
                        + Files.readString(classPath).strip(),
                mainClass));
    }

    /** Starts it, to run until it is closed; {@code output} takes what it says. */
    Running start(Path output, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(Arrays.asList(arguments));
        return new Running(
                new ProcessBuilder(line)
                        .redirectOutput(output.toFile())
                        .redirectErrorStream(true)
                        .start(),
                output);
    }

    /** One that runs; closing it kills it, as {@code kill -9} does. */
    record Running(Process process, Path output) implements AutoCloseable {

        String said() throws IOException {
            return Files.readString(output);
        }

        /** Ends its input, on which it ends by itself. */
        void finish() throws IOException, InterruptedException {
            process.getOutputStream().close();
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("it ended; it said:\n%s", said())
                    .isTrue();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    Outcome run(String... arguments) throws IOException, InterruptedException {
        return run(List.of(), arguments);
    }

    /** Runs it with lines to read. */
    Outcome run(List<String> input, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command);
        line.addAll(Arrays.asList(arguments));
        Path output = Files.createTempFile("foreign", ".out");
        Path given = Files.write(Files.createTempFile("foreign", ".in"), input);
        try {
            Process process = new ProcessBuilder(line)
                    .redirectInput(given.toFile())
                    .redirectOutput(output.toFile())
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(
                        String.join(" ", arguments) + " does not end. It says:\n" + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
            Files.delete(given);
        }
    }
}
