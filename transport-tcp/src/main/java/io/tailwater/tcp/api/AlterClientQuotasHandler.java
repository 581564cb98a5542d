package io.tailwater.tcp.api;

import io.tailwater.core.quota.QuotaEdit;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.QuotaEntities;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.kafka.common.message.AlterClientQuotasRequestData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.EntityData;
import org.apache.kafka.common.message.AlterClientQuotasRequestData.OpData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData;
import org.apache.kafka.common.message.AlterClientQuotasResponseData.EntryData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/** Sets quotas of users, client ids and addresses, or only says whether it would (KIP-546). v1 is flexible. */
final class AlterClientQuotasHandler
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
        AlterClientQuotasResponseData response = new AlterClientQuotasResponseData();
        List<QuotaEdit> edits = new ArrayList<>();
        List<EntryData> answers = new ArrayList<>();
        for (AlterClientQuotasRequestData.EntryData wanted : request.entries()) {
            EntryData answer = answer(wanted, Errors.NONE, null);
            response.entries().add(answer);
            try {
                edits.add(edit(wanted));
                answers.add(answer);
            } catch (IllegalArgumentException e) {
                answer.setErrorCode(Errors.INVALID_REQUEST.code()).setErrorMessage(e.getMessage());
            }
        }
        return context.broker().quotas().alter(edits, request.validateOnly()).map(results -> {
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i) instanceof Result.Refused<Done> refused) {
                    answers.get(i)
                            .setErrorCode(KafkaErrors.of(refused.error().code()).code())
                            .setErrorMessage(refused.error().message());
                } else if (!request.validateOnly()) {
                    note(context, edits.get(i));
                }
            }
            return response;
        });
    }

    private static void note(RequestContext context, QuotaEdit edit) {
        Map<String, Object> details = new TreeMap<>();
        edit.values()
                .forEach((key, value) ->
                        details.put(key.text(), value.isPresent() ? (Object) value.getAsDouble() : "removed"));
        context.audit(AuditAction.QUOTA_CHANGED, edit.entity().toString(), details);
    }

    private static QuotaEdit edit(AlterClientQuotasRequestData.EntryData wanted) {
        QuotaEntities entity = new QuotaEntities();
        for (EntityData part : wanted.entity()) {
            entity.add(part.entityType(), part.entityName());
        }
        Map<QuotaKey, OptionalDouble> values = new EnumMap<>(QuotaKey.class);
        for (OpData op : wanted.ops()) {
            QuotaKey key = QuotaKey.of(op.key());
            if (key == null) {
                throw new IllegalArgumentException("There is no quota called '" + op.key() + "'.");
            }
            values.put(key, op.remove() ? OptionalDouble.empty() : OptionalDouble.of(op.value()));
        }
        return new QuotaEdit(entity.entity(), values);
    }

    private static EntryData answer(
            AlterClientQuotasRequestData.EntryData wanted, Errors error, @Nullable String message) {
        EntryData entry = new EntryData().setErrorCode(error.code()).setErrorMessage(message);
        for (EntityData entity : wanted.entity()) {
            entry.entity()
                    .add(new AlterClientQuotasResponseData.EntityData()
                            .setEntityType(entity.entityType())
                            .setEntityName(entity.entityName()));
        }
        return entry;
    }

    @Override
    public AlterClientQuotasResponseData failed(
            RequestContext context, AlterClientQuotasRequestData request, Errors error) {
        AlterClientQuotasResponseData response = new AlterClientQuotasResponseData();
        for (AlterClientQuotasRequestData.EntryData wanted : request.entries()) {
            response.entries().add(answer(wanted, error, error.message()));
        }
        return response;
    }
}
