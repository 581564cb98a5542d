package io.tailwater.junit;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.server.Tailwater;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Runs a broker beside tests, on free ports of loopback, with its data in a temporary directory that goes with it. Thread-safe.
 *
 * <p>A static field is one broker for all tests of the class, those of nested classes included; a field of the instance is one
 * for each test. Several fields are several brokers.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TailwaterExtension kafka = TailwaterExtension.create();
 *
 * @Test
 * void countsOrders() {
 *     properties.put("bootstrap.servers", kafka.bootstrapServers());
 *     ...
 * }
 * }</pre>
 *
 * {@code @ExtendWith(TailwaterExtension.class)} is one for the class, which tests take as a parameter of type {@link Tailwater}.
 */
public final class TailwaterExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private final UnaryOperator<BrokerConfig> change;
    private @Nullable TestBroker broker;
    private String startedFor = "";

    /** For JUnit; {@link #create()} says more to readers. */
    public TailwaterExtension() {
        this(UnaryOperator.identity());
    }

    private TailwaterExtension(UnaryOperator<BrokerConfig> change) {
        this.change = change;
    }

    /** A broker with default settings. */
    public static TailwaterExtension create() {
        return new TailwaterExtension();
    }

    /**
     * A broker with settings of its own.
     *
     * @param change gets the settings that {@link #create()} has; called at each start
     */
    public static TailwaterExtension with(UnaryOperator<BrokerConfig> change) {
        return new TailwaterExtension(change);
    }

    /** What a Kafka client takes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return tailwater().bootstrapServers();
    }

    /** Where its HTTP routes and WebSockets begin, and its console is: for whoever stops a test in a debugger to look into it. */
    public URI httpAddress() {
        return URI.create("http://127.0.0.1:" + tailwater().httpPort());
    }

    /** @throws IllegalStateException while no test runs */
    public Tailwater tailwater() {
        return running().tailwater();
    }

    private synchronized TestBroker running() {
        if (broker == null) {
            throw new IllegalStateException(
                    "The broker runs only while tests do: ask for it in a test or in a method before it.");
        }
        return broker;
    }

    /** Stops the broker and starts it again, on the same ports and with all that it had. */
    public synchronized void restart() {
        running().restart();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        startFor(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        startFor(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        stopFor(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stopFor(context);
    }

    /** Nested classes and tests find the broker of the class around them. */
    private synchronized void startFor(ExtensionContext context) {
        if (broker == null) {
            broker = TestBroker.start(change);
            startedFor = context.getUniqueId();
        }
    }

    private synchronized void stopFor(ExtensionContext context) {
        if (broker != null && startedFor.equals(context.getUniqueId())) {
            TestBroker stopping = broker;
            broker = null;
            stopping.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Tailwater.class;
    }

    @Override
    public Tailwater resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return tailwater();
    }
}
