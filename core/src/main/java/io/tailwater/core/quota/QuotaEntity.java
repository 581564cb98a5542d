package io.tailwater.core.quota;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom a quota is for: a user, a client id, a client id of a user, or an address. What is null plays no part.
 *
 * @param user by the principal's name
 * @param clientId as it stands in requests
 * @param ip an address without port; not together with the others
 */
public record QuotaEntity(
        @Nullable QuotaName user,
        @Nullable QuotaName clientId,
        @Nullable QuotaName ip) implements Comparable<QuotaEntity> {

    private static final int LONGEST_NAME = 1024;
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{1,40}");
    private static final Comparator<QuotaEntity> ORDER = Comparator.comparing(
                    QuotaEntity::user, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(QuotaEntity::clientId, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(QuotaEntity::ip, Comparator.nullsFirst(Comparator.naturalOrder()));

    public QuotaEntity {
        if (ip != null && ip.name() != null) {
            String address = normalized(ip.name());
            ip = address == null ? ip : new QuotaName(address);
        }
    }

    /** Why there cannot be a quota for it, in a sentence; null when there can. */
    public @Nullable String refusal() {
        if (user == null && clientId == null && ip == null) {
            return "A quota is for a user, a client id or an address: none of them is named.";
        }
        if (ip != null && (user != null || clientId != null)) {
            return "A quota for an address cannot be one for a user or a client id as well.";
        }
        if (tooLong(user) || tooLong(clientId)) {
            return "A name that has a quota may have 1 to " + LONGEST_NAME + " characters.";
        }
        if (ip != null && ip.name() != null && normalized(ip.name()) == null) {
            return "This is not an IP address: quotas go by addresses, not by names of hosts.";
        }
        return null;
    }

    private static boolean tooLong(@Nullable QuotaName name) {
        return name != null
                && name.name() != null
                && (name.name().isEmpty() || name.name().length() > LONGEST_NAME);
    }

    /** As Java writes it, in which form connections' addresses are looked up; null when it is none. Looks up no name. */
    private static @Nullable String normalized(String text) {
        try {
            return ADDRESS.matcher(text).matches() ? InetAddress.getByName(text).getHostAddress() : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** As {@code user=alice, client-id=<default>}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        add(text, "user", user);
        add(text, "client-id", clientId);
        add(text, "ip", ip);
        return text.toString();
    }

    private static void add(StringJoiner text, String type, @Nullable QuotaName name) {
        if (name != null) {
            text.add(type + "=" + (name.name() == null ? "<default>" : name.name()));
        }
    }

    @Override
    public int compareTo(QuotaEntity other) {
        return ORDER.compare(this, other);
    }
}
