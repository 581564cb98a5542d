package io.tailwater.websocket.gate;

import io.tailwater.core.config.HttpConfig;
import io.tailwater.websocket.route.TooMany;
import io.vertx.core.shareddata.Shareable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many connections there are, in all and from each address. Thread-safe: all event loops share it. */
public final class ConnectionCounts implements Shareable {

    /** So many more may be open for a moment to be told that they are too many; others are cut off without a word. */
    private static final int TOLD = 64;

    private final Map<String, Integer> byAddress = new HashMap<>();
    private int all;

    /** What a connection is to be told. */
    public sealed interface Verdict {

        /** It may stay; or it is told why not and then closed. */
        record Counted(@Nullable TooMany refused) implements Verdict {}

        /** It is closed without a word, and was not counted. */
        record CutOff() implements Verdict {}
    }

    /** Counts a connection that was opened. */
    public synchronized Verdict opened(String address, HttpConfig limits) {
        int fromThere = byAddress.getOrDefault(address, 0);
        TooMany refused = all >= limits.maxConnections()
                ? TooMany.IN_ALL
                : fromThere >= limits.maxConnectionsPerAddress() ? TooMany.FROM_ONE_ADDRESS : null;
        if (all >= limits.maxConnections() + TOLD || fromThere >= limits.maxConnectionsPerAddress() + TOLD) {
            return new Verdict.CutOff();
        }
        all++;
        byAddress.put(address, fromThere + 1);
        return new Verdict.Counted(refused);
    }

    /** Forgets a connection that was counted. */
    public synchronized void closed(String address) {
        all--;
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    public synchronized int all() {
        return all;
    }
}
