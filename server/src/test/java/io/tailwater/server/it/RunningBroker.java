package io.tailwater.server.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A broker process for the tests of a class. Owned by the thread that runs the tests. The broker's output is attached to
 * what a test fails with.
 */
final class RunningBroker implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback {

    private final boolean shared;
    private final UnaryOperator<BrokerSetup> adjust;
    private @Nullable OnItsOwnDirectory running;

    private RunningBroker(boolean shared, UnaryOperator<BrokerSetup> adjust) {
        this.shared = shared;
        this.adjust = adjust;
    }

    /** One with the defaults, started once for all classes that want it: their topics must have names of their own. */
    static RunningBroker shared() {
        return new RunningBroker(true, UnaryOperator.identity());
    }

    /** One with the defaults for this class alone, such as one that measures it. */
    static RunningBroker alone() {
        return aloneWith(UnaryOperator.identity());
    }

    /** One for this class alone, with settings of its own. */
    static RunningBroker aloneWith(UnaryOperator<BrokerSetup> adjust) {
        return new RunningBroker(false, adjust);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (shared) {
            running = context.getRoot()
                    .getStore(Namespace.GLOBAL)
                    .getOrComputeIfAbsent(
                            OnItsOwnDirectory.class, key -> OnItsOwnDirectory.start(adjust), OnItsOwnDirectory.class);
        } else {
            start();
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException().ifPresent(this::attachOutput);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (!shared) {
            stop();
        }
    }

    void start() {
        running = OnItsOwnDirectory.start(adjust);
    }

    void stop() throws IOException {
        if (running != null) {
            running.close();
        }
    }

    BrokerProcess process() {
        return running().process;
    }

    private OnItsOwnDirectory running() {
        if (running == null) {
            throw new IllegalStateException("The broker was not started.");
        }
        return running;
    }

    String address() {
        return process().address();
    }

    KafkaClients clients() {
        return new KafkaClients(address());
    }

    /** An admin client for all tests of this broker, closed with it. */
    Admin admin() {
        return running().admin();
    }

    private void attachOutput(Throwable failure) {
        if (running != null) {
            AssertionError output =
                    new AssertionError("The broker said:\n" + process().output());
            output.setStackTrace(new StackTraceElement[0]);
            failure.addSuppressed(output);
        }
    }

    private static final class OnItsOwnDirectory implements AutoCloseable {

        private final Path directory;
        private final BrokerProcess process;
        private @Nullable Admin admin;

        private OnItsOwnDirectory(Path directory, BrokerProcess process) {
            this.directory = directory;
            this.process = process;
        }

        static OnItsOwnDirectory start(UnaryOperator<BrokerSetup> adjust) {
            try {
                Path directory = Files.createTempDirectory("tailwater-it");
                BrokerSetup setup = BrokerSetup.in(directory.resolve("data"));
                return new OnItsOwnDirectory(directory, BrokerProcess.start(adjust.apply(setup)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Admin admin() {
            if (admin == null) {
                admin = new KafkaClients(process.address()).admin();
            }
            return admin;
        }

        @Override
        public void close() throws IOException {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
            process.close();
            List<Path> deepestFirst;
            try (Stream<Path> paths = Files.walk(directory)) {
                deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        }
    }
}
