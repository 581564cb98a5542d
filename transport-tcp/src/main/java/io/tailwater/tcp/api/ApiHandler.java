package io.tailwater.tcp.api;

import io.vertx.core.Future;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * One API of the Kafka protocol. Stateless; called on the event loop of the connection that asked.
 *
 * @param <Q> the request
 * @param <R> the response
 */
public interface ApiHandler<Q extends ApiMessage, R extends ApiMessage> {

    ApiKeys api();

    /** The versions that are understood and tested: ours, not the library's latest. */
    VersionRange versions();

    /** The versions that ApiVersions tells; wider than {@link #versions()} only where a client needs to see it. */
    default VersionRange advertised() {
        return versions();
    }

    /**
     * Reads the body of a request. Everything but record bytes is copied out of the frame.
     *
     * @throws RuntimeException when the bytes make no sense; the connection is closed
     */
    Q decode(Readable body, short version);

    /**
     * Looks whether who asks may do this at all, before it is handled. What they need for parts of it, such as one topic of
     * several, {@link #handle} looks at.
     *
     * @return {@link Errors#NONE}, or the error to answer with, in the form of {@link #failed}
     */
    default Errors authorize(RequestContext context, Q request) {
        return Errors.NONE;
    }

    /**
     * Does it. Expected refusals are part of the response.
     *
     * @return the response, on the connection's event loop; a failure (or a throw) is a bug or a broken disk and becomes
     *     {@link #failed}, except {@link ConnectionRefused}, which closes the connection
     */
    Future<R> handle(RequestContext context, Q request);

    /** A response that says {@code error} of everything that was asked. */
    R failed(RequestContext context, Q request, Errors error);

    /** Whether the client waits for a response: not so for Produce with {@code acks=0}. */
    default boolean answered(Q request) {
        return true;
    }

    /**
     * Whether Kafka's class of the request keeps arrays in a hash table ({@code ImplicitLinkedHashMultiCollection}), where many
     * equal elements would take very long: requests that have them are refused.
     */
    default boolean hashesArrays() {
        return false;
    }

    /** Whether {@link #handle} uses the frame's bytes until its future completes: only Produce's records do. */
    default boolean readsFrameLater() {
        return false;
    }

    /** Gives back what a response holds that will not be sent, because its connection closed. */
    default void discard(R response) {}
}
