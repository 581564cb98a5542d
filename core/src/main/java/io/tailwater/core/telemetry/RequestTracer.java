package io.tailwater.core.telemetry;

import org.jspecify.annotations.Nullable;

/** Is told of requests when they are answered. Thread-safe; called on event loops, so it does not wait. */
public interface RequestTracer {

    /** Is told of nothing. */
    RequestTracer NONE = new RequestTracer() {};

    /** Whether anything is ever told: spares the caller looks at the clock. */
    default boolean enabled() {
        return false;
    }

    /**
     * Whether a request that carries no decision of its own is to be told of: asked when it begins.
     *
     * @return always false where nobody traces
     */
    default boolean samples() {
        return false;
    }

    /** Whether a request that says itself whether it is traced, in {@code traceparent}, is to be told of. */
    default boolean samples(String traceparent) {
        return false;
    }

    /** A request that was sampled is answered. */
    default void answered(Span span) {}

    /** A request that was answered. */
    sealed interface Span {

        /** When it began, by {@link System#nanoTime}. */
        long startNanos();

        /** When it was answered. */
        long endNanos();

        /**
         * A request of a Kafka client that moves records.
         *
         * @param api its name, {@code Produce} or {@code Fetch}
         * @param clientId what the client calls itself; untrusted
         * @param topic the one it is about; null when they are several, or none is known
         * @param topics how many it is about
         * @param bytes of records in it or in the answer
         * @param error the first error in the answer, by Kafka's name; null when there is none
         */
        record OfRecords(
                String api,
                long startNanos,
                long endNanos,
                String clientId,
                @Nullable String topic,
                int topics,
                long bytes,
                @Nullable String error)
                implements Span {}

        /**
         * A request of the HTTP API.
         *
         * @param method its method
         * @param route the path's pattern, such as {@code /v1/topics/{topic}}
         * @param path the path that was asked for; untrusted
         * @param encrypted whether it came by TLS
         * @param status how it was answered
         * @param traceparent what it is part of (W3C); null when it did not say
         */
        record OfHttp(
                String method,
                String route,
                String path,
                boolean encrypted,
                long startNanos,
                long endNanos,
                int status,
                @Nullable String traceparent)
                implements Span {}
    }
}
