package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that asks for things while it runs, such as a restart of the broker: a line {@code ? restart} of its output is
 * answered with a line when that is done. Stateless.
 */
final class Conversation {

    private static final String QUESTION = "? ";

    private Conversation() {}

    /**
     * Runs a program to its end.
     *
     * @param actions what it may ask for
     * @return what it printed; the test fails unless it ended well
     */
    static List<String> run(List<String> command, int limitSeconds, Map<String, Runnable> actions) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<Void> tooLong = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(limitSeconds, TimeUnit.SECONDS));
        List<String> said = new ArrayList<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                if (line.startsWith(QUESTION)) {
                    actions.get(line.substring(QUESTION.length())).run();
                    input.println("done");
                }
            }
            assertThat(process.onExit().join().exitValue())
                    .as("exit code; the program said:\n%s", String.join("\n", said))
                    .isZero();
            return said;
        } finally {
            tooLong.cancel(false);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
