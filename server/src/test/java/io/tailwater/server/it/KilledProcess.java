package io.tailwater.server.it;

import java.util.Random;

/** A broker process that is killed ({@code kill -9}), also while it starts. Owned by one thread. */
final class KilledProcess implements CrashVictim {

    private static final int MAX_START_MILLIS = 700;

    private final BrokerSetup setup;
    private final Random random;
    private BrokerProcess process;

    /** @param setup with a port of its own */
    KilledProcess(BrokerSetup setup, Random random) {
        this.setup = setup;
        this.random = random;
    }

    @Override
    public String address() {
        return "127.0.0.1:" + setup.port();
    }

    @Override
    public void start() {
        while (process != null && random.nextInt(3) == 0) {
            try (BrokerProcess starting = BrokerProcess.launch(setup)) {
                starting.runFor(random.nextInt(MAX_START_MILLIS));
            }
        }
        process = BrokerProcess.start(setup);
    }

    @Override
    public void crash() {
        process.kill9();
    }

    @Override
    public String output() {
        return process == null ? "" : process.output();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
