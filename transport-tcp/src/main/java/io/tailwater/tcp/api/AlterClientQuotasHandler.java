package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.vertx.core.Future;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntityData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData.EntryData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Sets quotas of clients: refused until there are quotas that hold. v1 is flexible.
 */
public final class AlterClientQuotasHandler
        implements ApiHandler<AlterClientQuotasRequestData, AlterClientQuotasResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.ALTER_CLIENT_QUOTAS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public AlterClientQuotasRequestData decode(Readable body, short version) {
        return new AlterClientQuotasRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, AlterClientQuotasRequestData request) {
        return context.clusterRefusal(AclOperation.ALTER_CONFIGS);
    }

    @Override
    public Future<AlterClientQuotasResponseData> handle(RequestContext context, AlterClientQuotasRequestData request) {
        return Future.succeededFuture(
                answer(request, Errors.INVALID_REQUEST, "This version of Tailwater has no quotas: none was set."));
    }

    private static AlterClientQuotasResponseData answer(
            AlterClientQuotasRequestData request, Errors error, @Nullable String message) {
        AlterClientQuotasResponseData response = new AlterClientQuotasResponseData();
        for (AlterClientQuotasRequestData.EntryData wanted : request.entries()) {
            EntryData entry = new EntryData().setErrorCode(error.code()).setErrorMessage(message);
            for (EntityData entity : wanted.entity()) {
                entry.entity()
                        .add(new AlterClientQuotasResponseData.EntityData()
                                .setEntityType(entity.entityType())
                                .setEntityName(entity.entityName()));
            }
            response.entries().add(entry);
        }
        return response;
    }

    @Override
    public AlterClientQuotasResponseData failed(
            RequestContext context, AlterClientQuotasRequestData request, Errors error) {
        return answer(request, error, error.message());
    }
}
