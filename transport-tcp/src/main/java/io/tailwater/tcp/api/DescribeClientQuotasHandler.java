package io.tailwater.tcp.api;

import io.tailwater.core.quota.QuotaEntity;
import io.tailwater.core.quota.QuotaName;
import io.tailwater.core.security.AclOperation;
import io.tailwater.tcp.wire.QuotaEntities;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData;
import org.apache.kafka.common.message.DescribeClientQuotasRequestData.ComponentData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntityData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.EntryData;
import org.apache.kafka.common.message.DescribeClientQuotasResponseData.ValueData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.requests.DescribeClientQuotasRequest;
import org.jspecify.annotations.Nullable;

/** Tells the quotas that are set, all or those for entities of some kind (KIP-546). v1 is flexible. */
final class DescribeClientQuotasHandler
        implements ApiHandler<DescribeClientQuotasRequestData, DescribeClientQuotasResponseData> {

    private static final List<String> TYPES = List.of(QuotaEntities.USER, QuotaEntities.CLIENT_ID, QuotaEntities.IP);

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_CLIENT_QUOTAS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public DescribeClientQuotasRequestData decode(Readable body, short version) {
        return new DescribeClientQuotasRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, DescribeClientQuotasRequestData request) {
        return context.clusterRefusal(AclOperation.DESCRIBE_CONFIGS);
    }

    @Override
    public Future<DescribeClientQuotasResponseData> handle(
            RequestContext context, DescribeClientQuotasRequestData request) {
        String refusal = refusal(request.components());
        if (refusal != null) {
            return Future.succeededFuture(
                    failed(context, request, Errors.INVALID_REQUEST).setErrorMessage(refusal));
        }
        List<EntryData> entries = new ArrayList<>();
        context.broker().quotas().table().quotas().forEach((entity, values) -> {
            if (matches(request, entity)) {
                EntryData entry = described(entity);
                values.forEach((key, value) ->
                        entry.values().add(new ValueData().setKey(key.text()).setValue(value)));
                entries.add(entry);
            }
        });
        return Future.succeededFuture(
                new DescribeClientQuotasResponseData().setErrorMessage(null).setEntries(entries));
    }

    private static @Nullable String refusal(List<ComponentData> components) {
        Set<String> named = new HashSet<>();
        for (ComponentData component : components) {
            if (!TYPES.contains(component.entityType())) {
                return "There are quotas for user, client-id and ip, but not for '" + component.entityType() + "'.";
            }
            if (!named.add(component.entityType())) {
                return "The type " + component.entityType() + " is named twice.";
            }
            boolean known = component.matchType() >= DescribeClientQuotasRequest.MATCH_TYPE_EXACT
                    && component.matchType() <= DescribeClientQuotasRequest.MATCH_TYPE_SPECIFIED;
            boolean exact = component.matchType() == DescribeClientQuotasRequest.MATCH_TYPE_EXACT;
            if (!known || exact == (component.match() == null)) {
                return "A name is matched exactly (0, with the name), by default (1) or in any case (2).";
            }
        }
        return named.contains(QuotaEntities.IP) && named.size() > 1
                ? "No quota is for an address and for something else."
                : null;
    }

    private static boolean matches(DescribeClientQuotasRequestData request, QuotaEntity entity) {
        int parts = 0;
        for (String type : TYPES) {
            parts += QuotaEntities.part(entity, type) == null ? 0 : 1;
        }
        if (request.strict() && parts != request.components().size()) {
            return false;
        }
        for (ComponentData component : request.components()) {
            QuotaName part = QuotaEntities.part(entity, component.entityType());
            if (part == null || !matches(component, part)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(ComponentData component, QuotaName part) {
        return switch (component.matchType()) {
            case DescribeClientQuotasRequest.MATCH_TYPE_EXACT ->
                asked(component).equals(part);
            case DescribeClientQuotasRequest.MATCH_TYPE_DEFAULT -> part.name() == null;
            default -> true;
        };
    }

    /** As quotas have it: addresses can be written in several ways. */
    private static QuotaName asked(ComponentData component) {
        QuotaEntities asked = new QuotaEntities();
        asked.add(component.entityType(), component.match());
        QuotaName name = QuotaEntities.part(asked.entity(), component.entityType());
        return name == null ? QuotaName.DEFAULT : name;
    }

    private static EntryData described(QuotaEntity entity) {
        EntryData entry = new EntryData();
        for (String type : TYPES) {
            QuotaName part = QuotaEntities.part(entity, type);
            if (part != null) {
                entry.entity().add(new EntityData().setEntityType(type).setEntityName(part.name()));
            }
        }
        return entry;
    }

    @Override
    public DescribeClientQuotasResponseData failed(
            RequestContext context, DescribeClientQuotasRequestData request, Errors error) {
        return new DescribeClientQuotasResponseData()
                .setErrorCode(error.code())
                .setErrorMessage(error.message())
                .setEntries(null);
    }
}
