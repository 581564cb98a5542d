package io.tailwater.tcp.api;

import io.tailwater.tcp.sasl.SaslAnswer;
import io.tailwater.tcp.sasl.SaslSession;
import io.vertx.core.Future;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message of the mechanism that was chosen (KIP-152). v1 tells how long the session lasts (KIP-368); v2 is flexible.
 */
public final class SaslAuthenticateHandler
        implements ApiHandler<SaslAuthenticateRequestData, SaslAuthenticateResponseData> {

    /** Why a connection is closed whose client is not who it says. */
    public static final String FAILED = "a failed authentication";

    /** Why one is closed of whose client that cannot be found out: clients try again. */
    public static final String CANNOT_BE_CHECKED = "an authentication that cannot be checked now";

    private static final Logger LOG = LoggerFactory.getLogger(SaslAuthenticateHandler.class);

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
                .recover(cause -> {
                    // Anybody can make as many of these as they like; the line that its connection is closed is
                    // limited.
                    LOG.debug("Who a client is cannot be found out now: {}", cause.toString());
                    return Future.failedFuture(new ConnectionRefused(CANNOT_BE_CHECKED));
                });
    }

    private static SaslAuthenticateResponseData response(RequestContext context, SaslAnswer answer) {
        if (answer.end()) {
            context.connection().endAfterAnswer(FAILED);
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
