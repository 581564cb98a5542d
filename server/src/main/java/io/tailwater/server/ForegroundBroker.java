package io.tailwater.server;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.dynamic.ReloadOutcome;
import io.tailwater.server.demo.DemoVerticle;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that runs until a signal ends the process. Used once, by the main thread. */
final class ForegroundBroker {

    private static final Logger LOG = LoggerFactory.getLogger(ForegroundBroker.class);

    private final BrokerConfig config;
    private final Supplier<BrokerConfig> configuration;
    private final boolean demo;

    /** @param configuration reads the configuration again */
    ForegroundBroker(BrokerConfig config, Supplier<BrokerConfig> configuration, boolean demo) {
        this.config = config;
        this.configuration = configuration;
        this.demo = demo;
    }

    /**
     * Returns when clients can connect; the process lives on until a signal ends it.
     *
     * @throws StartFailedException when it cannot be started
     */
    void run() {
        LOG.info("Tailwater {} on Java {}", Version.text(), Runtime.version().feature());
        Tailwater tailwater = Tailwater.start(config);
        if (demo) {
            deployDemo(tailwater);
        }
        StopLimit limit = new StopLimit(config.stop().timeoutMillis());
        TerminationSignals.exitInOrder(limit::endAtOnce);
        TerminationSignals.onHangup(() -> reload(tailwater));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tailwater, limit), "tailwater-stop"));
        String servers = tailwater.bootstrapServers();
        LOG.info("Try: echo hello | kcat -P -b {} -t words; kcat -C -b {} -t words -e", servers, servers);
        if (config.http().enabled()) {
            LOG.info(
                    "Open {}://{}/ to watch it.",
                    config.http().listener().tls().enabled() ? "https" : "http",
                    tailwater.httpAddress());
        }
        System.out.println("ready: kafka " + servers + http(tailwater) + more(tailwater) + ", process "
                + ProcessHandle.current().pid() + ", " + ProcessAge.now().toMillis() + " ms");
    }

    /** All that SIGHUP asks for. */
    private synchronized void reload(Tailwater tailwater) {
        if (config.allListeners().stream().anyMatch(listener -> listener.tls().enabled())) {
            tailwater.readCertificatesAgain();
        }
        try {
            ReloadOutcome outcome = tailwater.reload(configuration.get());
            LOG.info(
                    "The configuration was read again: {}",
                    outcome.applied().isEmpty()
                            ? "nothing that can change while running is different."
                            : "in force now: " + String.join(", ", outcome.applied()) + ".");
            if (!outcome.needRestart().isEmpty()) {
                LOG.warn("Needs a restart: {}.", String.join(", ", outcome.needRestart()));
            }
        } catch (StartFailedException e) {
            LOG.error("The configuration was read again and is not taken: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The configuration could not be read again.", e);
        }
    }

    private static void deployDemo(Tailwater tailwater) {
        try {
            tailwater.deploy(new DemoVerticle());
            LOG.info("The demo produces to the topics orders and page-views.");
        } catch (RuntimeException e) {
            tailwater.close();
            throw e;
        }
    }

    private String http(Tailwater tailwater) {
        return config.http().enabled() ? ", http " + tailwater.httpAddress() : "";
    }

    private static String more(Tailwater tailwater) {
        return tailwater.moreListeners().stream()
                .map(listener -> ", " + listener)
                .collect(Collectors.joining());
    }

    private void stop(Tailwater tailwater, StopLimit limit) {
        long began = System.nanoTime();
        // Not to the log: the JDK closes that on its own shutdown hook, at the same time.
        System.out.println("stopping: requests under way have " + config.stop().drainMillis() + " ms");
        limit.begin();
        try {
            tailwater.close();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            System.out.println("stopped cleanly in " + took.toMillis() + " ms");
        } catch (RuntimeException | LinkageError e) { // the latter when the jar was replaced while it ran
            System.out.println("Could not stop cleanly; the next start will check the logs: " + e);
            Runtime.getRuntime().halt(StartFailedException.Reason.UNEXPECTED.exitCode());
        }
    }
}
