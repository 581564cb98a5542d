package io.tailwater.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.netty.util.internal.PlatformDependent;
import java.time.Duration;

/** What Micrometer knows of the JVM and the process, and Netty's memory, which the JVM does not see. Thread-safe. */
final class ProcessMeters implements AutoCloseable {

    private final JvmGcMetrics collections = new JvmGcMetrics();

    ProcessMeters(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        // Two whose names Prometheus' own linter finds fault with.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"))
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        new ProcessorMetrics().bindTo(registry);
        FunctionCounter.builder("process.cpu", this, ProcessMeters::cpuSeconds)
                .description("Processor time that the process has taken")
                .baseUnit("seconds")
                .register(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        Gauge.builder("tailwater.socket.buffers.used", PlatformDependent::usedDirectMemory)
                .description("Memory outside the heap that sockets' buffers take")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("tailwater.socket.buffers.max", PlatformDependent::maxDirectMemory)
                .description("Memory outside the heap that sockets' buffers may take")
                .baseUnit("bytes")
                .register(registry);
    }

    private static double cpuSeconds(ProcessMeters any) {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    @Override
    public void close() {
        collections.close();
    }
}
