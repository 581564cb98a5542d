package io.tailwater.server.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A broker in a process of its own, from the fat jar. Thread-safe. Closing it kills the process, which also happens when
 * this JVM goes first.
 */
final class BrokerProcess implements AutoCloseable {

    private static final int LINES_KEPT = 400;
    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 60;

    private final Process process;
    private final Thread dying;
    private final Deque<String> lines = new ArrayDeque<>();
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private final CompletableFuture<Void> outputEnded = new CompletableFuture<>();

    private BrokerProcess(Process process) {
        this.process = process;
        dying = new Thread(process::destroyForcibly, "broker-killer");
        Runtime.getRuntime().addShutdownHook(dying);
        Thread reader = new Thread(this::readOutput, "broker-output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a broker and returns when clients can connect. */
    static BrokerProcess start(BrokerSetup setup) {
        BrokerProcess broker = launch(setup);
        try {
            broker.address();
            return broker;
        } catch (RuntimeException | Error e) {
            broker.close();
            throw e;
        }
    }

    /** Starts a broker and returns at once; {@link #address} waits until it is ready. */
    static BrokerProcess launch(BrokerSetup setup) {
        List<String> command = StartScript.command(setup.jvmFlags(), "start");
        command.addAll(List.of("--data", setup.dataDirectory().toString()));
        command.addAll(List.of("--port", Integer.toString(setup.port()), "--http-port"));
        command.add(Integer.toString(setup.httpPort()));
        command.addAll(setup.options());
        try {
            if (!setup.conf().isEmpty()) {
                Path file = Files.createTempFile("tailwater", ".json");
                file.toFile().deleteOnExit();
                command.addAll(
                        List.of("--conf", Files.writeString(file, setup.conf()).toString()));
            }
            return run(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a broker by a command line of the caller's. */
    static BrokerProcess run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(hearingHangups(command)).redirectErrorStream(true);
        builder.environment().put("MALLOC_ARENA_MAX", StartScript.MALLOC_ARENAS);
        return new BrokerProcess(builder.start());
    }

    /** Below nohup processes ignore SIGHUP from the start, and the JVM then leaves it so. */
    private static List<String> hearingHangups(List<String> command) {
        if (!System.getProperty("os.name").equals("Linux")) {
            return command;
        }
        List<String> hearing = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        hearing.addAll(command);
        return hearing;
    }

    /** The JVM that runs this. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The fat jar that the build has made. */
    static Path jar() {
        Path jar = Path.of(System.getProperty("tailwater.jar", "target/tailwater.jar"));
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar.toAbsolutePath() + " is missing: ./mvnw -Pquick package makes it.");
        }
        return jar;
    }

    /** {@code host:port} for Kafka clients, when it is ready to serve them. */
    String address() {
        return address("kafka");
    }

    /** {@code host:port} for browsers and HTTP clients, likewise. */
    String httpAddress() {
        return address("http");
    }

    /** {@code host:port} of any listener, by its name. */
    String address(String listener) {
        Pattern pattern = Pattern.compile(" " + Pattern.quote(listener) + " ((?:\\d+\\.){3}\\d+:\\d+)");
        try {
            Matcher address = pattern.matcher(ready.get(START_SECONDS, TimeUnit.SECONDS));
            if (!address.find()) {
                throw new IllegalStateException(
                        "No address of " + listener + " in the line that begins with ready.\n" + output());
            }
            return address.group(1);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The broker did not become ready.\n" + output(), e);
        }
    }

    int port() {
        String address = address();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    long pid() {
        return process.pid();
    }

    boolean running() {
        return process.isAlive();
    }

    /** Ends it at once, as {@code kill -9} does, and waits until it is gone. */
    void kill9() {
        process.destroyForcibly();
        exitCode();
    }

    /**
     * Asks it to stop, as Ctrl-C and {@code kill} do, and waits until it has.
     *
     * @return its exit code
     */
    int terminate() {
        process.destroy();
        return exitCode();
    }

    /** Lets it run for a while, shorter if it ends. */
    void runFor(long millis) {
        try {
            process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it has ended by itself. */
    int exitCode() {
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The broker did not stop.\n" + output());
            }
            outputEnded.get(STOP_SECONDS, TimeUnit.SECONDS);
            return process.exitValue();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The broker did not stop.\n" + output(), e);
        }
    }

    /** Waits until it has printed a line with all of this in it, and returns that line. */
    String awaitLine(String... fragments) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        synchronized (lines) {
            while (true) {
                for (String line : lines) {
                    if (Stream.of(fragments).allMatch(line::contains)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || outputEnded.isDone()) {
                    throw new IllegalStateException(
                            "The broker did not say '" + String.join("' and '", fragments) + "'.\n" + output());
                }
                awaitPrinted(left);
            }
        }
    }

    /** What it has printed, the last few hundred lines of it. */
    String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** Likewise, but for what Vert.x says, with a stack trace, of its threads on a machine that has stood still for seconds. */
    String outputBesidesStalls() {
        List<String> kept = new ArrayList<>();
        boolean stall = false;
        for (String line : output().split("\n", -1)) {
            boolean trace = line.startsWith("\tat ") || line.startsWith("io.vertx.core.VertxException: Thread blocked");
            stall = line.contains(" has been blocked for ") || (stall && trace);
            if (!stall) {
                kept.add(line);
            }
        }
        return String.join("\n", kept);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exitCode();
        try {
            Runtime.getRuntime().removeShutdownHook(dying);
        } catch (IllegalStateException e) {
            // The JVM is going down; the hook finds the process gone already.
        }
    }

    private void readOutput() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                keep(line);
                if (line.startsWith("ready")) {
                    ready.complete(line);
                }
            }
        } catch (IOException e) {
            keep("(its output could not be read any further: " + e + ")");
        } finally {
            ready.completeExceptionally(new IllegalStateException("The broker ended."));
            outputEnded.complete(null);
            synchronized (lines) {
                lines.notifyAll();
            }
        }
    }

    private void awaitPrinted(long millis) {
        try {
            lines.wait(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted while waiting for the broker.\n" + output(), e);
        }
    }

    private void keep(String line) {
        synchronized (lines) {
            lines.addLast(line);
            lines.notifyAll();
            if (lines.size() > LINES_KEPT) {
                lines.removeFirst();
            }
        }
    }
}
