package io.tailwater.transport;

import io.netty.channel.ChannelHandlerContext;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of one event loop that have sent nothing yet, where a first byte has to say whose they are: until then no other
 * bound counts them. For one too many the one is closed that has been silent for longest, since whoever has something to say says
 * it at once. Event-loop confined.
 */
public final class SilentConnections {

    /** So many clients do not connect within the time that a packet travels. */
    private static final int MOST = 1_000;

    private final Set<ChannelHandlerContext> waiting = new LinkedHashSet<>();
    private final int most;
    private final Runnable refused;

    /**
     * @param maxConnections how many connections there may be at all
     * @param refused called for each that is closed because there are too many
     */
    public SilentConnections(int maxConnections, Runnable refused) {
        this.most = Math.min(MOST, maxConnections);
        this.refused = refused;
    }

    void add(ChannelHandlerContext silent) {
        if (waiting.size() >= most) {
            Iterator<ChannelHandlerContext> longest = waiting.iterator();
            ChannelHandlerContext ended = longest.next();
            longest.remove();
            refused.run();
            ended.close();
        }
        waiting.add(silent);
    }

    void remove(ChannelHandlerContext heard) {
        waiting.remove(heard);
    }
}
