package io.tailwater.server;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** How long this Java process has been running. */
final class ProcessAge {

    private ProcessAge() {}

    static Duration now() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }
}
