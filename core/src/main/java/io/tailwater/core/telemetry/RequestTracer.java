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

    /**
     * One request.
     *
     * @param api its name, such as {@code Produce}
     * @param protocol {@code kafka} or {@code http}
     * @param startNanos when it began, by {@link System#nanoTime}
     * @param endNanos when it was answered
     * @param clientId what the client calls itself; untrusted
     * @param topics how many topics it is about; -1 when that is not known
     * @param bytes of records in it or in the answer; -1 when that is not known
     * @param error the first error in the answer, by Kafka's name; null when there is none
     * @param traceparent what it is part of (W3C); null when it did not say
     */
    record Span(
            String api,
            String protocol,
            long startNanos,
            long endNanos,
            String clientId,
            int topics,
            long bytes,
            @Nullable String error,
            @Nullable String traceparent) {}
}
