package io.tailwater.core;

import io.tailwater.core.retention.RetainedLog;
import io.tailwater.core.retention.RetainedLogs;
import io.tailwater.core.retention.Volume;
import io.tailwater.core.telemetry.BrokerSample.VolumeSample;
import io.tailwater.core.telemetry.RequestTracer;
import io.tailwater.core.telemetry.Telemetry;
import io.tailwater.core.worker.WorkerCall;
import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The telemetry of a running broker. Thread-safe; however often metrics are asked for, they are made once a second. */
public final class BrokerTelemetry {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Made(long atNanos, Future<Buffer> text) {}

    private final Telemetry telemetry;
    private final boolean counting;
    private final RetainedLogs logs;
    private final Volume volume;
    private final Executor worker;
    private final AtomicReference<@Nullable Made> made = new AtomicReference<>();

    /**
     * @param counting whether there are metrics to be asked for
     * @param worker runs what waits for a disk or takes long
     */
    public BrokerTelemetry(Telemetry telemetry, boolean counting, RetainedLogs logs, Volume volume, Executor worker) {
        this.telemetry = telemetry;
        this.counting = counting;
        this.logs = logs;
        this.volume = volume;
        this.worker = worker;
    }

    /** Whether there are metrics to be asked for. */
    public boolean counting() {
        return counting;
    }

    /** What is to be told of requests. */
    public RequestTracer tracer() {
        return telemetry.tracer();
    }

    /** All metrics in Prometheus' text format; completed on any thread. */
    public Future<Buffer> exposition(Broker broker) {
        long now = System.nanoTime();
        Made before = made.get();
        if (before != null && now - before.atNanos() < FRESH_NANOS) {
            return before.text();
        }
        Made fresh = new Made(now, make(broker));
        made.set(fresh);
        return fresh.text();
    }

    private Future<Buffer> make(Broker broker) {
        return logs.look()
                .compose(looked -> WorkerCall.of(worker, () -> segments(looked)))
                .compose(segments -> WorkerCall.of(worker, this::lookAtVolume)
                        .compose(disk -> BrokerSampling.take(broker, segments, disk)))
                .compose(sample -> WorkerCall.of(worker, () -> Buffer.buffer(telemetry.exposition(sample))));
    }

    private static long segments(List<RetainedLog> looked) {
        long segments = 0;
        for (RetainedLog log : looked) {
            try {
                segments += log.log().segments().size();
            } catch (StorageException e) {
                // Closed meanwhile, or its disk is broken, of which health tells.
            }
        }
        return segments;
    }

    private VolumeSample lookAtVolume() {
        try {
            return new VolumeSample(volume.totalBytes(), volume.usableBytes());
        } catch (IOException e) {
            return new VolumeSample(-1, -1);
        }
    }
}
