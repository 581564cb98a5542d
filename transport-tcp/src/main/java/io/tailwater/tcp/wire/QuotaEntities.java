package io.tailwater.tcp.wire;

import io.tailwater.core.quota.QuotaEntity;
import io.tailwater.core.quota.QuotaName;
import org.jspecify.annotations.Nullable;

/** Gathers the parts of a quota's entity as they stand in requests, by type and name. Owned by the call that made it. */
public final class QuotaEntities {

    public static final String USER = "user";
    public static final String CLIENT_ID = "client-id";
    public static final String IP = "ip";

    private @Nullable QuotaName user;
    private @Nullable QuotaName clientId;
    private @Nullable QuotaName ip;

    /**
     * @param name null for the default
     * @throws IllegalArgumentException when there is no such type, or for the second time
     */
    public void add(String type, @Nullable String name) {
        QuotaName part = name == null ? QuotaName.DEFAULT : new QuotaName(name);
        switch (type) {
            case USER -> user = first(type, user, part);
            case CLIENT_ID -> clientId = first(type, clientId, part);
            case IP -> ip = first(type, ip, part);
            default ->
                throw new IllegalArgumentException(
                        "There are quotas for user, client-id and ip, but not for '" + type + "'.");
        }
    }

    private static QuotaName first(String type, @Nullable QuotaName before, QuotaName part) {
        if (before != null) {
            throw new IllegalArgumentException("A quota has at most one " + type + ".");
        }
        return part;
    }

    public QuotaEntity entity() {
        return new QuotaEntity(user, clientId, ip);
    }

    /** The part of that type, or null. */
    public static @Nullable QuotaName part(QuotaEntity entity, String type) {
        return switch (type) {
            case USER -> entity.user();
            case CLIENT_ID -> entity.clientId();
            case IP -> entity.ip();
            default -> null;
        };
    }
}
