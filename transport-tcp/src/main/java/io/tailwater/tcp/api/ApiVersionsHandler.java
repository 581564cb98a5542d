package io.tailwater.tcp.api;

import io.vertx.core.Future;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells what this broker speaks. v3 has the client say who it is; v4 is the same for us, as we have no features to finalize:
 * a client that saw {@code transaction.version} would begin transactions of a kind that does not exist here.
 *
 * <p>An unknown version is answered in version 0 with the range of ApiVersions itself, from which clients step down
 * (KIP-511).
 */
public final class ApiVersionsHandler implements ApiHandler<ApiVersionsRequestData, ApiVersionsResponseData> {

    private static final Pattern SOFTWARE = Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9\\-.]*[a-zA-Z0-9])?");

    private final ApiHandlers handlers;

    ApiVersionsHandler(ApiHandlers handlers) {
        this.handlers = handlers;
    }

    @Override
    public ApiKeys api() {
        return ApiKeys.API_VERSIONS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 4);
    }

    @Override
    public ApiVersionsRequestData decode(Readable body, short version) {
        return new ApiVersionsRequestData(body, version);
    }

    @Override
    public Future<ApiVersionsResponseData> handle(RequestContext context, ApiVersionsRequestData request) {
        if (context.version() >= 3
                && !(SOFTWARE.matcher(request.clientSoftwareName()).matches()
                        && SOFTWARE.matcher(request.clientSoftwareVersion()).matches())) {
            return Future.succeededFuture(failed(context, request, Errors.INVALID_REQUEST));
        }
        ApiVersionsResponseData response = new ApiVersionsResponseData();
        for (ApiHandler<?, ?> handler : handlers.all()) {
            response.apiKeys().add(range(handler.api(), handler.advertised()));
        }
        return Future.succeededFuture(response);
    }

    @Override
    public ApiVersionsResponseData failed(RequestContext context, ApiVersionsRequestData request, Errors error) {
        ApiVersionsResponseData response = new ApiVersionsResponseData().setErrorCode(error.code());
        if (error == Errors.UNSUPPORTED_VERSION) {
            response.apiKeys().add(range(api(), versions()));
        }
        return response;
    }

    private static ApiVersion range(ApiKeys api, VersionRange versions) {
        return new ApiVersion()
                .setApiKey(api.id)
                .setMinVersion(versions.lowest())
                .setMaxVersion(versions.highest());
    }
}
