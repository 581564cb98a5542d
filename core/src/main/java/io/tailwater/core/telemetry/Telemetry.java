package io.tailwater.core.telemetry;

import io.tailwater.core.metrics.BrokerMetrics;

/** Counts and times what the broker does, for other programs. Thread-safe. */
public interface Telemetry extends AutoCloseable {

    /** For nobody. */
    Telemetry NONE = new Telemetry() {

        @Override
        public BrokerMetrics metrics() {
            return BrokerMetrics.NONE;
        }

        @Override
        public RequestTracer tracer() {
            return RequestTracer.NONE;
        }

        @Override
        public byte[] exposition(BrokerSample sample) {
            return new byte[0];
        }

        @Override
        public void close() {}
    };

    /** What is to be told of everything countable. */
    BrokerMetrics metrics();

    /** What is to be told of requests. */
    RequestTracer tracer();

    /**
     * Everything in Prometheus' text format, version 0.0.4, in UTF-8. Takes milliseconds: not for event loops.
     *
     * @param sample what is looked up rather than counted
     */
    byte[] exposition(BrokerSample sample);

    /** Sends what waits to be sent; blocking, for some seconds at most. */
    @Override
    void close();
}
