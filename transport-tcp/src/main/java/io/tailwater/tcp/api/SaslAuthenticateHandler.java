package io.tailwater.tcp.api;

import io.tailwater.tcp.sasl.SaslAnswer;
import io.tailwater.tcp.sasl.SaslSession;
import io.vertx.core.Future;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * One message of the mechanism that was chosen (KIP-152). v1 tells how long the session lasts (KIP-368); v2 is flexible.
 */
public final class SaslAuthenticateHandler
        implements ApiHandler<SaslAuthenticateRequestData, SaslAuthenticateResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.SASL_AUTHENTICATE;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 2);
    }

    @Override
    public SaslAuthenticateRequestData decode(Readable body, short version) {
        return new SaslAuthenticateRequestData(body, version);
    }

    @Override
    public Future<SaslAuthenticateResponseData> handle(RequestContext context, SaslAuthenticateRequestData request) {
        SaslSession sasl = context.connection().sasl();
        if (sasl == null) {
            return Future.succeededFuture(failed(context, request, Errors.ILLEGAL_SASL_STATE));
        }
        return sasl.next(request.authBytes())
                .map(answer -> response(context, answer))
                // Not the credentials' fault: a closed connection is what clients try again.
                .recover(cause -> Future.failedFuture(
                        new ConnectionRefused("an authentication that cannot be checked now (" + cause + ")")));
    }

    private static SaslAuthenticateResponseData response(RequestContext context, SaslAnswer answer) {
        if (answer.end()) {
            context.connection().endAfterAnswer("a failed authentication");
        }
        return new SaslAuthenticateResponseData()
                .setErrorCode(answer.error().code())
                .setErrorMessage(answer.error() == Errors.NONE ? null : answer.text())
                .setAuthBytes(answer.message().getBytes())
                .setSessionLifetimeMs(answer.sessionLifetimeMillis());
    }

    @Override
    public SaslAuthenticateResponseData failed(
            RequestContext context, SaslAuthenticateRequestData request, Errors error) {
        return new SaslAuthenticateResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}
