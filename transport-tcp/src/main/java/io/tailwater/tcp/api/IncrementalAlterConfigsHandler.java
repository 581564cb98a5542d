package io.tailwater.tcp.api;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.setting.SettingChange;
import io.tailwater.core.setting.SettingsEdit;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Changes some settings of a resource and leaves the rest (KIP-339): one that is refused changes none of its resource's. v1 is
 * flexible. The levels of this broker's loggers are changed here, too (KIP-412), until it stops.
 */
final class IncrementalAlterConfigsHandler
        implements ApiHandler<IncrementalAlterConfigsRequestData, IncrementalAlterConfigsResponseData> {

    private static final byte DELETE = 1;
    private static final byte LAST_OPERATION = 3;

    @Override
    public ApiKeys api() {
        return ApiKeys.INCREMENTAL_ALTER_CONFIGS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public IncrementalAlterConfigsRequestData decode(Readable body, short version) {
        return new IncrementalAlterConfigsRequestData(body, version);
    }

    @Override
    public Future<IncrementalAlterConfigsResponseData> handle(
            RequestContext context, IncrementalAlterConfigsRequestData request) {
        IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
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
            RequestContext context, IncrementalAlterConfigsRequestData request, AlterConfigsResource resource) {
        BrokerError refusal = refusal(request, resource);
        if (refusal != null) {
            return Future.succeededFuture(new Result.Refused<>(refusal));
        }
        List<SettingChange> changes = resource.configs().stream()
                .map(IncrementalAlterConfigsHandler::change)
                .toList();
        if (resource.resourceType() == ConfigResource.Type.BROKER_LOGGER.id()) {
            BrokerError wrongBroker = ConfigAlteration.refusalOfBroker(context, resource.resourceName());
            Result<Done> altered = wrongBroker != null
                    ? new Result.Refused<>(wrongBroker)
                    : BrokerLoggers.alter(changes, request.validateOnly());
            if (altered instanceof Result.Ok<Done> && !request.validateOnly()) {
                ConfigAlteration.audit(
                        context,
                        ConfigResource.Type.BROKER_LOGGER,
                        resource.resourceName(),
                        new SettingsEdit.Changes(changes));
            }
            return Future.succeededFuture(altered);
        }
        return ConfigAlteration.alter(
                context,
                resource.resourceType(),
                resource.resourceName(),
                new SettingsEdit.Changes(changes),
                request.validateOnly());
    }

    private static @Nullable BrokerError refusal(
            IncrementalAlterConfigsRequestData request, AlterConfigsResource resource) {
        if (request.resources().findAll(resource).size() > 1) {
            return new BrokerError(ErrorCode.INVALID_REQUEST, "The resource is named twice in this request.");
        }
        for (AlterableConfig setting : resource.configs()) {
            if (setting.configOperation() < 0 || setting.configOperation() > LAST_OPERATION) {
                return new BrokerError(
                        ErrorCode.INVALID_REQUEST, "There is no operation " + setting.configOperation() + ".");
            }
        }
        return ConfigAlteration.refusalOfRequest(
                resource.configs(),
                AlterableConfig::name,
                setting -> setting.value() == null && setting.configOperation() != DELETE);
    }

    private static SettingChange change(AlterableConfig setting) {
        String name = setting.name();
        if (setting.configOperation() == DELETE) {
            return new SettingChange.Reset(name);
        }
        String value = Objects.requireNonNull(setting.value());
        return switch (setting.configOperation()) {
            case 2 -> new SettingChange.Append(name, value);
            case LAST_OPERATION -> new SettingChange.Subtract(name, value);
            default -> new SettingChange.Assign(name, value);
        };
    }

    private static AlterConfigsResourceResponse answer(
            IncrementalAlterConfigsResponseData response,
            AlterConfigsResource resource,
            Errors error,
            @Nullable String message) {
        AlterConfigsResourceResponse answer = new AlterConfigsResourceResponse()
                .setResourceType(resource.resourceType())
                .setResourceName(resource.resourceName())
                .setErrorCode(error.code())
                .setErrorMessage(message);
        response.responses().add(answer);
        return answer;
    }

    @Override
    public IncrementalAlterConfigsResponseData failed(
            RequestContext context, IncrementalAlterConfigsRequestData request, Errors error) {
        IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
        for (AlterConfigsResource resource : request.resources()) {
            answer(response, resource, error, error.message());
        }
        return response;
    }
}
