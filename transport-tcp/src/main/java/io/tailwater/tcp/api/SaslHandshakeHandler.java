package io.tailwater.tcp.api;

import io.tailwater.tcp.sasl.SaslAnswer;
import io.tailwater.tcp.sasl.SaslSession;
import io.vertx.core.Future;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * The client chooses how to prove who it is (KIP-43). From v1 on the mechanism's messages come as SaslAuthenticate, after v0
 * without any header.
 */
final class SaslHandshakeHandler implements ApiHandler<SaslHandshakeRequestData, SaslHandshakeResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.SASL_HANDSHAKE;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public SaslHandshakeRequestData decode(Readable body, short version) {
        return new SaslHandshakeRequestData(body, version);
    }

    @Override
    public Future<SaslHandshakeResponseData> handle(RequestContext context, SaslHandshakeRequestData request) {
        SaslSession sasl = context.connection().sasl();
        if (sasl == null) {
            return Future.succeededFuture(failed(context, request, Errors.ILLEGAL_SASL_STATE));
        }
        SaslAnswer answer = sasl.handshake(request.mechanism(), context.version() == 0);
        if (answer.end()) {
            context.connection().endAfterAnswer("a SASL handshake that cannot be");
        }
        return Future.succeededFuture(new SaslHandshakeResponseData()
                .setErrorCode(answer.error().code())
                .setMechanisms(sasl.mechanisms()));
    }

    @Override
    public SaslHandshakeResponseData failed(RequestContext context, SaslHandshakeRequestData request, Errors error) {
        return new SaslHandshakeResponseData().setErrorCode(error.code());
    }
}
