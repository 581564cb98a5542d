package io.tailwater.bench.load;

import com.sun.management.OperatingSystemMXBean;
import io.tailwater.bench.wire.BenchException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** Reads the CPU time of this process and, if it is known, of the broker's. Thread-safe. */
public final class CpuTimes {

    private static final double NANOS_PER_SECOND = 1e9;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Optional<ProcessHandle> broker;

    /**
     * Chooses whose time to read.
     *
     * @param brokerPid the broker's process on this machine, or 0 when it is not to be watched
     * @throws BenchException when there is no such process
     */
    public CpuTimes(long brokerPid) {
        this.broker = brokerPid == 0 ? Optional.empty() : ProcessHandle.of(brokerPid);
        if (brokerPid != 0 && broker.isEmpty()) {
            throw new BenchException("There is no process " + brokerPid + " on this machine.");
        }
    }

    /** CPU seconds, user and system, of this process so far. */
    public double toolSeconds() {
        return system.getProcessCpuTime() / NANOS_PER_SECOND;
    }

    /** CPU seconds, user and system, of the broker so far, if it is watched; its child processes are not counted. */
    public Optional<Double> brokerSeconds() {
        return broker.flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .map(nanos -> nanos / NANOS_PER_SECOND);
    }
}
