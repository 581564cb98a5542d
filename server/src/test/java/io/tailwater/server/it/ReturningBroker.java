package io.tailwater.server.it;

import java.nio.file.Path;
import java.util.Map;

/** A broker that comes back on the ports that it had. Owned by one thread. */
final class ReturningBroker implements AutoCloseable {

    private final BrokerSetup setup;
    private BrokerProcess process;

    ReturningBroker(Path dataDirectory) {
        setup = BrokerSetup.in(dataDirectory)
                .withPort(FreePort.belowEphemeral())
                .withHttpPort(FreePort.belowEphemeral());
        process = BrokerProcess.start(setup);
    }

    String kafkaAddress() {
        return process.address();
    }

    String httpAddress() {
        return process.httpAddress();
    }

    /** What programs may ask for. */
    Map<String, Runnable> actions() {
        return Map.of("restart", this::restart, "kill", this::kill);
    }

    private void restart() {
        process.terminate();
        process = BrokerProcess.start(setup);
    }

    private void kill() {
        process.kill9();
        process = BrokerProcess.start(setup);
    }

    @Override
    public void close() {
        process.close();
    }
}
