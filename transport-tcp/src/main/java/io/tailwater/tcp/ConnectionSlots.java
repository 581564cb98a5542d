package io.tailwater.tcp;

import io.tailwater.core.config.LimitsConfig;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many connections there are: in all, from each address, of each user. Thread-safe: all event loops share it. */
final class ConnectionSlots {

    private final Map<String, Integer> byAddress = new HashMap<>();
    private final Map<String, Integer> byUser = new HashMap<>();
    private int all;

    /** Counts a connection, or says which setting does not allow it. */
    synchronized @Nullable String take(String address, LimitsConfig limits) {
        if (all >= limits.maxConnections()) {
            return "maxConnections";
        }
        if (byAddress.getOrDefault(address, 0) >= limits.maxConnectionsPerAddress()) {
            return "maxConnectionsPerAddress";
        }
        all++;
        byAddress.merge(address, 1, Integer::sum);
        return null;
    }

    /** Forgets a connection that was counted. */
    synchronized void give(String address) {
        all--;
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Counts a connection of a user, unless there are as many as there may be. */
    synchronized boolean enter(String user, LimitsConfig limits) {
        int open = byUser.getOrDefault(user, 0);
        if (open >= limits.maxConnectionsPerUser()) {
            return false;
        }
        byUser.put(user, open + 1);
        return true;
    }

    /** Forgets a connection of a user that was counted. */
    synchronized void leave(String user) {
        byUser.computeIfPresent(user, (key, count) -> count == 1 ? null : count - 1);
    }
}
