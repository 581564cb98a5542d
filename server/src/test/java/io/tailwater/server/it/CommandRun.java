package io.tailwater.server.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What a command of the fat jar did, run as the start script runs it.
 *
 * @param exitCode its exit code
 * @param output what it printed, errors too
 */
record CommandRun(int exitCode, String output) {

    static CommandRun of(Object... arguments) throws IOException, InterruptedException {
        return run(StartScript.command(List.of(), words(arguments)));
    }

    /**
     * The same, run by another command, such as one that becomes another user.
     *
     * @param jar the fat jar, where that user may read it
     */
    static CommandRun by(List<String> wrapper, Path jar, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(StartScript.commandOf(jar, words(arguments)));
        return run(command);
    }

    private static String[] words(Object... arguments) {
        return Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    }

    private static CommandRun run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(command + " did not end: " + output);
        }
        return new CommandRun(process.exitValue(), output);
    }
}
