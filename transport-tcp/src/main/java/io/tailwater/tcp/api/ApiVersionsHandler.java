package io.tailwater.tcp.api;

import io.vertx.core.Future;
import java.util.regex.Pattern;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells what this broker speaks, and its {@link BrokerFeatures}. v3 has the client say who it is; v4 can tell of features that
 * begin at level 0.
 *
 * <p>An unknown version is answered in version 0 with the range of ApiVersions itself, from which clients step down
 * (KIP-511).
 */
public final class ApiVersionsHandler implements ApiHandler<ApiVersionsRequestData, ApiVersionsResponseData> {

    private static final short FIRST_WITH_LEVEL_ZERO = 4;

    /** They change with the version of Tailwater only, but a client wants a number that is not negative. */
    private static final long FEATURES_EPOCH = 0;

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
        addFeatures(context, response);
        return Future.succeededFuture(response);
    }

    /** Clients before v4 stumble over a supported feature that begins at 0 (KAFKA-17011). */
    private static void addFeatures(RequestContext context, ApiVersionsResponseData response) {
        for (BrokerFeatures.Feature feature : BrokerFeatures.ALL) {
            if (feature.lowest() > 0 || context.version() >= FIRST_WITH_LEVEL_ZERO) {
                response.supportedFeatures()
                        .add(new SupportedFeatureKey()
                                .setName(feature.name())
                                .setMinVersion((short) feature.lowest())
                                .setMaxVersion((short) feature.highest()));
            }
            if (feature.level() > 0) {
                response.setFinalizedFeaturesEpoch(FEATURES_EPOCH)
                        .finalizedFeatures()
                        .add(new FinalizedFeatureKey()
                                .setName(feature.name())
                                .setMinVersionLevel((short) feature.level())
                                .setMaxVersionLevel((short) feature.level()));
            }
        }
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
