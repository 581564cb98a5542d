package io.tailwater.transport.tls;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many encrypted connections there are, those included whose handshake has only begun: what they hold is on the heap, and
 * nobody has to say who they are for it. Thread-safe; all listeners of a Vert.x instance share it.
 */
final class EncryptedConnections implements Shareable {

    /** What one holds while its keys are agreed on (15 KB; 8 KB when it is idle afterwards). */
    private static final int BYTES_EACH = 16 << 10;

    private static final int SHARE_OF_THE_HEAP = 3;

    /** Of one connection, from its acceptance to its end. */
    static final class Place {

        private final Runnable close;
        private boolean taken = true;

        private Place(Runnable close) {
            this.close = close;
        }
    }

    private final int most;
    private final Set<Place> beginning = new LinkedHashSet<>();
    private int taken;

    EncryptedConnections(int most) {
        this.most = most;
    }

    /** A third of the heap is for them. */
    static EncryptedConnections of(Vertx vertx) {
        return vertx.sharedData()
                .<String, EncryptedConnections>getLocalMap("tailwater.encrypted")
                .computeIfAbsent(
                        "connections",
                        key -> new EncryptedConnections((int) Math.min(
                                Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP / BYTES_EACH)));
    }

    int most() {
        return most;
    }

    /**
     * Takes a place. Where there is none that connection loses its own whose handshake has been under way for longest, since whoever
     * means to speak does so at once.
     *
     * @param close called, by any thread, when this one has to make room
     * @return null when there are as many as there may be, and none of them can be closed
     */
    @Nullable
    Place take(Runnable close) {
        Place place = new Place(close);
        Place ended;
        synchronized (this) {
            ended = taken < most ? null : longestBeginning();
            if (ended != null) {
                end(ended);
            } else if (taken >= most) {
                return null;
            }
            taken++;
            beginning.add(place);
        }
        if (ended != null) {
            ended.close.run();
        }
        return place;
    }

    private @Nullable Place longestBeginning() {
        Iterator<Place> longest = beginning.iterator();
        return longest.hasNext() ? longest.next() : null;
    }

    /** Its handshake is over: from now on it makes room for nobody. */
    synchronized void keep(Place place) {
        beginning.remove(place);
    }

    /** Gives a place back, once. */
    synchronized void give(Place place) {
        end(place);
    }

    /** How many there are. */
    synchronized int taken() {
        return taken;
    }

    /** How many of them have not agreed on keys yet. */
    synchronized int beginning() {
        return beginning.size();
    }

    private void end(Place place) {
        if (place.taken) {
            place.taken = false;
            taken--;
            beginning.remove(place);
        }
    }
}
