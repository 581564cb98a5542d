package io.tailwater.core.quota;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All quotas that are set. Immutable.
 *
 * @param quotas by whom they are for, and what they bound
 */
public record QuotaTable(SortedMap<QuotaEntity, Map<QuotaKey, Double>> quotas) {

    /** No quota. */
    public static final QuotaTable EMPTY = new QuotaTable(new TreeMap<>());

    public QuotaTable {
        TreeMap<QuotaEntity, Map<QuotaKey, Double>> copy = new TreeMap<>();
        quotas.forEach((entity, values) -> copy.put(entity, Map.copyOf(values)));
        quotas = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * The quota that holds for somebody.
     *
     * @param perSecond what is allowed
     * @param user who shares it: the user by name, or null for all of them
     * @param clientId likewise
     */
    record Found(
            double perSecond,
            @Nullable String user,
            @Nullable String clientId) {}

    /** The same with other quotas for somebody. */
    QuotaTable with(QuotaEdit edit) {
        TreeMap<QuotaEntity, Map<QuotaKey, Double>> changed = new TreeMap<>(quotas);
        apply(edit, changed);
        return new QuotaTable(changed);
    }

    /** Changes the quotas of one entity, which goes with its last one. */
    static void apply(QuotaEdit edit, Map<QuotaEntity, Map<QuotaKey, Double>> quotas) {
        Map<QuotaKey, Double> values = new EnumMap<>(QuotaKey.class);
        values.putAll(quotas.getOrDefault(edit.entity(), Map.of()));
        edit.values().forEach((key, value) -> {
            if (value.isPresent()) {
                values.put(key, value.getAsDouble());
            } else {
                values.remove(key);
            }
        });
        if (values.isEmpty()) {
            quotas.remove(edit.entity());
        } else {
            quotas.put(edit.entity(), values);
        }
    }

    boolean isEmpty() {
        return quotas.isEmpty();
    }

    /** What holds for a client, in Kafka's order: what says more about it goes first, and users before client ids. */
    @Nullable
    Found find(QuotaKey key, String user, String clientId) {
        QuotaName[] users = {new QuotaName(user), QuotaName.DEFAULT};
        QuotaName[] clientIds = {new QuotaName(clientId), QuotaName.DEFAULT};
        for (QuotaName ofUser : users) {
            for (QuotaName ofClientId : clientIds) {
                Double value = value(key, ofUser, ofClientId);
                if (value != null) {
                    return new Found(value, user, clientId);
                }
            }
            Double value = value(key, ofUser, null);
            if (value != null) {
                return new Found(value, user, null);
            }
        }
        for (QuotaName ofClientId : clientIds) {
            Double value = value(key, null, ofClientId);
            if (value != null) {
                return new Found(value, null, clientId);
            }
        }
        return null;
    }

    private @Nullable Double value(QuotaKey key, @Nullable QuotaName user, @Nullable QuotaName clientId) {
        Map<QuotaKey, Double> values = quotas.get(new QuotaEntity(user, clientId, null));
        return values == null ? null : values.get(key);
    }

    /** Connections a second from an address; null for any number. */
    @Nullable
    Double connectionRate(String ip) {
        for (QuotaName name : new QuotaName[] {new QuotaName(ip), QuotaName.DEFAULT}) {
            Map<QuotaKey, Double> values = quotas.get(new QuotaEntity(null, null, name));
            Double rate = values == null ? null : values.get(QuotaKey.CONNECTION_CREATION_RATE);
            if (rate != null) {
                return rate;
            }
        }
        return null;
    }
}
