package io.tailwater.websocket.eventbus;

import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;

/**
 * The credit of one tail of a browser. Confined to its socket's context. What the browser gives is passed on only as the network
 * takes the records that were sent for it before: so much it can give without reading, and so much is written without being
 * taken.
 */
final class BrowserTail {

    private static final int MAX_UNDER_WAY = 256;

    private final EventBus bus;
    private final String control;
    private long given;
    private int underWay;

    /** @param control where the tail takes credit */
    BrowserTail(EventBus bus, String control) {
        this.bus = bus;
        this.control = control;
    }

    /** The browser gives credit; returns how much of it, or of what it gave before, is passed on with its message. */
    int credit(int more) {
        given = Math.min(Integer.MAX_VALUE, given + more);
        return pass();
    }

    /** Records have left. */
    void taken(int records) {
        underWay = Math.max(0, underWay - records);
        int now = pass();
        if (now > 0) {
            bus.send(control, new JsonObject().put("credit", now));
        }
    }

    private int pass() {
        int now = (int) Math.min(given, MAX_UNDER_WAY - underWay);
        given -= now;
        underWay += now;
        return now;
    }

    /** Ends it. */
    void stop() {
        bus.send(control, new JsonObject().put("stop", true));
    }
}
