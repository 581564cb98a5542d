package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.vertx.core.Future;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Changes levels of features: they are what this version of Tailwater does ({@link BrokerFeatures}), so that only the levels
 * there are can be asked for. v1 can only ask, v2 says it all in one error.
 */
final class UpdateFeaturesHandler implements ApiHandler<UpdateFeaturesRequestData, UpdateFeaturesResponseData> {

    private static final short FIRST_WITHOUT_RESULTS = 2;

    @Override
    public ApiKeys api() {
        return ApiKeys.UPDATE_FEATURES;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 2);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public UpdateFeaturesRequestData decode(Readable body, short version) {
        return new UpdateFeaturesRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, UpdateFeaturesRequestData request) {
        return context.clusterRefusal(AclOperation.ALTER);
    }

    @Override
    public Future<UpdateFeaturesResponseData> handle(RequestContext context, UpdateFeaturesRequestData request) {
        UpdateFeaturesResponseData response = new UpdateFeaturesResponseData().setErrorMessage(null);
        for (FeatureUpdateKey wanted : request.featureUpdates()) {
            boolean asItIs = BrokerFeatures.finalizedLevel(wanted.feature()) == wanted.maxVersionLevel();
            UpdatableFeatureResult result =
                    new UpdatableFeatureResult().setFeature(wanted.feature()).setErrorMessage(null);
            response.results().add(result);
            if (!asItIs) {
                String message = wanted.feature() + " cannot be set to " + wanted.maxVersionLevel()
                        + ": levels of features are fixed by the version of Tailwater.";
                result.setErrorCode(Errors.INVALID_UPDATE_VERSION.code()).setErrorMessage(message);
                if (context.version() >= FIRST_WITHOUT_RESULTS) {
                    response.setErrorCode(Errors.INVALID_UPDATE_VERSION.code()).setErrorMessage(message);
                }
            }
        }
        return Future.succeededFuture(response);
    }

    @Override
    public UpdateFeaturesResponseData failed(RequestContext context, UpdateFeaturesRequestData request, Errors error) {
        return new UpdateFeaturesResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}
