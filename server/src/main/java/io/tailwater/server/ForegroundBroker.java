package io.tailwater.server;

import io.tailwater.core.config.BrokerConfig;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker that runs until a signal asks the process to end. Used once, by the main thread. */
final class ForegroundBroker {

    private static final Logger LOG = LoggerFactory.getLogger(ForegroundBroker.class);

    private final BrokerConfig config;
    private final CountDownLatch ended = new CountDownLatch(1);

    ForegroundBroker(BrokerConfig config) {
        this.config = config;
    }

    /** Returns never: the process ends with the signal. @throws StartFailedException when it cannot be started */
    void run() {
        LOG.info("Tailwater {} on Java {}", Version.text(), Runtime.version().feature());
        Tailwater tailwater = Tailwater.start(config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tailwater), "tailwater-stop"));
        String servers = tailwater.bootstrapServers();
        LOG.info("Try: echo hello | kcat -P -b {} -t words; kcat -C -b {} -t words -e", servers, servers);
        System.out.println("ready: kafka " + servers + ", process "
                + ProcessHandle.current().pid() + ", " + ProcessAge.now().toMillis() + " ms");
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(Tailwater tailwater) {
        long began = System.nanoTime();
        try {
            tailwater.close();
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            LOG.info("Stopped cleanly in {} ms.", took.toMillis());
        } catch (RuntimeException e) {
            LOG.error("Could not stop cleanly; the next start will check the logs.", e);
            Runtime.getRuntime().halt(StartFailedException.Reason.UNEXPECTED.exitCode());
        }
        // Without this the exit code would be the signal's, as if the broker had died of it.
        Runtime.getRuntime().halt(0);
    }
}
