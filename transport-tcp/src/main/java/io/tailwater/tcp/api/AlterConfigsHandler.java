package io.tailwater.tcp.api;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/** Replaces all settings of a resource: what the request does not name gets its default again. v2 is flexible. */
final class AlterConfigsHandler implements ApiHandler<AlterConfigsRequestData, AlterConfigsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_CONFIGS;
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
    public AlterConfigsRequestData decode(Readable body, short version) {
        return new AlterConfigsRequestData(body, version);
    }

    @Override
    public Future<AlterConfigsResponseData> handle(RequestContext context, AlterConfigsRequestData request) {
        AlterConfigsResponseData response = new AlterConfigsResponseData();
        List<Future<?>> answers = new ArrayList<>();
        for (AlterConfigsResource resource : request.resources()) {
            Errors refusal = ConfigAlteration.authorize(
                    context, AclOperation.ALTER_CONFIGS, resource.resourceType(), resource.resourceName());
            if (refusal != Errors.NONE) {
                answer(response, resource, refusal, refusal.message());
                continue;
            }
            AlterConfigsResourceResponse answer = answer(response, resource, Errors.NONE, null);
            answers.add(alter(context, request, resource).onSuccess(result -> {
                if (result instanceof Result.Refused<Done> refused) {
                    answer.setErrorCode(KafkaErrors.number(refused.error().code()))
                            .setErrorMessage(refused.error().message());
                }
            }));
        }
        return Future.all(answers).map(response);
    }

    private static Future<Result<Done>> alter(
            RequestContext context, AlterConfigsRequestData request, AlterConfigsResource resource) {
        BrokerError refusal = request.resources().findAll(resource).size() > 1
                ? new BrokerError(ErrorCode.INVALID_REQUEST, "The resource is named twice in this request.")
                : ConfigAlteration.refusalOfRequest(
                        resource.configs(), AlterableConfig::name, setting -> setting.value() == null);
        if (refusal != null) {
            return Future.succeededFuture(new Result.Refused<>(refusal));
        }
        Map<String, String> settings = new HashMap<>();
        for (AlterableConfig setting : resource.configs()) {
            settings.put(setting.name(), Objects.requireNonNull(setting.value()));
        }
        return ConfigAlteration.alter(
                context,
                resource.resourceType(),
                resource.resourceName(),
                new SettingsEdit.Replacement(settings),
                request.validateOnly());
    }

    private static AlterConfigsResourceResponse answer(
            AlterConfigsResponseData response, AlterConfigsResource resource, Errors error, @Nullable String message) {
        AlterConfigsResourceResponse answer = new AlterConfigsResourceResponse()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName())
                .setErrorCode(error.code())
                .setErrorMessage(message);
        response.responses().add(answer);
        return answer;
    }

    @Override
    public AlterConfigsResponseData failed(RequestContext context, AlterConfigsRequestData request, Errors error) {
        AlterConfigsResponseData response = new AlterConfigsResponseData();
        for (AlterConfigsResource resource : request.resources()) {
            answer(response, resource, error, error.message());
        }
        return response;
    }
}
