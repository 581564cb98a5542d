package io.tailwater.transport.tls;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many encrypted connections there are, those included whose handshake has only begun: what they hold is on the heap, and
 * nobody has to say who they are for it. Thread-safe; all listeners of a Vert.x instance share it.
 */
final class EncryptedConnections implements Shareable {

    /** What one holds while its keys are agreed on (15 KB; 8 KB when it is idle afterwards). */
    private static final int BYTES_EACH = 16 << 10;

    private static final int SHARE_OF_THE_HEAP = 3;

    private final int most;
    private final AtomicInteger open = new AtomicInteger();

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

    /** Counts one more, unless there are as many as there may be. */
    boolean take() {
        if (open.incrementAndGet() <= most) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    void give() {
        open.decrementAndGet();
    }
}
