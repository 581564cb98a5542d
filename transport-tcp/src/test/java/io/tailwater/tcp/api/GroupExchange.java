package io.tailwater.tcp.api;

import io.tailwater.core.config.LimitsConfig;
import io.tailwater.tcp.MemoryBroker;
import io.tailwater.tcp.ScriptedGroups;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * Asks a handler of groups in one version after the other, with scripted groups behind it. Owned by one thread.
 *
 * @param handler the handler
 * @param broker has the groups
 */
record GroupExchange<Q extends ApiMessage, R extends ApiMessage>(ApiHandler<Q, R> handler, MemoryBroker broker) {

    static <Q extends ApiMessage, R extends ApiMessage> GroupExchange<Q, R> with(ApiHandler<Q, R> handler) {
        return new GroupExchange<>(handler, new MemoryBroker(LimitsConfig.DEFAULTS));
    }

    ScriptedGroups groups() {
        return broker.groups();
    }

    /** What was asked last. */
    <T> T asked(Class<T> type) {
        return type.cast(groups().lastAsked());
    }

    /** Sends a request through the encoding of a version and its answer through the same. */
    R ask(int version, Q request) {
        FakeRequestContext context = new FakeRequestContext(broker, (short) version);
        R response = handler.handle(context, WireCopy.received(handler, version, request))
                .result();
        return WireCopy.of(response, version);
    }

    /** The answer to a request when something broke, through the encoding of a version. */
    R failed(int version, Q request, Errors error) {
        return WireCopy.of(handler.failed(new FakeRequestContext(broker, (short) version), request, error), version);
    }

    int lowest() {
        return handler.versions().lowest();
    }

    int highest() {
        return handler.versions().highest();
    }
}
