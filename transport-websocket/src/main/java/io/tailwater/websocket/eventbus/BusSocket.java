package io.tailwater.websocket.eventbus;

import io.tailwater.core.eventbus.DurableBusAddresses;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * One browser on the bus. Confined to its socket's context.
 *
 * <p>A bridge writes whatever comes, and a SockJS socket keeps whatever is written. So this counts the bytes that the network
 * has not taken. While there are many the browser's requests wait, whose answers would come on top; and a tail gets credit only
 * for records that have left ({@link BrowserTail}). What a socket can make the broker hold is bounded by that and by the windows
 * of its tails.
 */
final class BusSocket {

    private static final int UNAUTHENTICATED = 4401;
    private static final int MAX_TAILS = 16;
    private static final int TAIL_WINDOW_BYTES = 128 << 10;
    private static final long HIGH_BYTES = 256 << 10;
    private static final long LOW_BYTES = HIGH_BYTES / 2;

    private final SockJSSocket socket;
    private final EventBus bus;
    private final BusLogin login;

    /** By the address at which the browser listens. */
    private final Map<String, BrowserTail> tails = new HashMap<>();

    private final ArrayDeque<BridgeEvent> held = new ArrayDeque<>();
    private long unsentBytes;
    private boolean authenticating;

    BusSocket(SockJSSocket socket, EventBus bus, BusLogin login) {
        this.socket = socket;
        this.bus = bus;
        this.login = login;
    }

    /** The browser listens to a tail. */
    void register(BridgeEvent event) {
        event.complete(login.known() && (tails.containsKey(addressOf(event)) || addTail(addressOf(event))));
    }

    private boolean addTail(String address) {
        if (tails.size() >= MAX_TAILS || !address.startsWith(DurableBusAddresses.records(""))) {
            return false;
        }
        tails.put(address, new BrowserTail(bus, address + DurableBusAddresses.CONTROL));
        return true;
    }

    /** The browser listens no more, so the tail ends. */
    void unregister(BridgeEvent event) {
        BrowserTail tail = tails.remove(addressOf(event));
        if (tail != null) {
            tail.stop();
        }
        event.complete(true);
    }

    /** The browser sends something. */
    void send(BridgeEvent event) {
        if (!held.isEmpty() || unsentBytes >= HIGH_BYTES || authenticating) {
            held.add(event);
            socket.pause();
        } else {
            pass(event);
        }
    }

    private void pass(BridgeEvent event) {
        JsonObject message = event.getRawMessage();
        String address = addressOf(event);
        if (address.equals(EventBusBridge.AUTHENTICATE)) {
            authenticate(message);
            return;
        }
        if (!login.known() || !login.sign(message)) {
            event.complete(false);
            return;
        }
        if (!(message.getValue("body") instanceof JsonObject body)) {
            event.complete(true);
        } else if (address.equals(DurableBusAddresses.TAIL)) {
            body.put("windowBytes", TAIL_WINDOW_BYTES);
            event.complete(true);
        } else if (address.endsWith(DurableBusAddresses.CONTROL)
                && body.getValue("credit") instanceof Integer credit
                && credit >= 0) {
            event.complete(credit(address, body, credit));
        } else {
            event.complete(true);
        }
    }

    /** The bridge itself does not see it: it is answered here. */
    private void authenticate(JsonObject message) {
        JsonObject answer = new JsonObject().put("address", message.getString("replyAddress"));
        authenticating = true;
        JsonObject body = message.getValue("body") instanceof JsonObject json ? json : new JsonObject();
        login.authenticate(body).onComplete(done -> {
            authenticating = false;
            if (done.succeeded()) {
                socket.write(
                        answer.put("type", "rec").put("body", done.result()).toBuffer());
                release();
            } else {
                socket.write(answer.put("type", "err")
                        .put("failureCode", 401)
                        .put("failureType", "RECIPIENT_FAILURE")
                        .put(
                                "message",
                                "SASL_AUTHENTICATION_FAILED: " + done.cause().getMessage())
                        .toBuffer());
                socket.close(UNAUTHENTICATED, "These credentials are not accepted.");
            }
        });
    }

    /** Ends the socket of who has not said in time who they are, or whose time is over. */
    void tick() {
        if (!login.holds() && !authenticating) {
            socket.close(UNAUTHENTICATED, "Say who you are, or log in again.");
        }
    }

    /** Returns false where there would be too many tails. */
    private boolean credit(String control, JsonObject body, int credit) {
        String address = control.substring(0, control.length() - DurableBusAddresses.CONTROL.length());
        if (!tails.containsKey(address) && !addTail(address)) {
            return false;
        }
        BrowserTail tail = tails.get(address);
        body.put("credit", tail == null ? 0 : tail.credit(credit));
        return true;
    }

    /** Something is for the browser. Written here, in the bridge's place, to know when the network has taken it. */
    void receive(BridgeEvent event) {
        JsonObject message = event.getRawMessage();
        Buffer bytes = message.toBuffer();
        BrowserTail tail = tails.get(addressOf(event));
        int records = tail == null ? 0 : recordsIn(message.getValue("body"));
        unsentBytes += bytes.length();
        socket.write(bytes).onComplete(written -> {
            unsentBytes -= bytes.length();
            if (tail != null) {
                tail.taken(records);
            }
            release();
        });
        event.complete(false);
    }

    private static int recordsIn(Object body) {
        if (!(body instanceof JsonObject json)) {
            return 1; // a value in the format of buffers
        }
        return json.getValue("records") instanceof JsonArray records ? records.size() : 0;
    }

    private void release() {
        if (unsentBytes > LOW_BYTES || held.isEmpty()) {
            return;
        }
        while (!held.isEmpty() && unsentBytes < HIGH_BYTES && !authenticating) {
            pass(held.remove());
        }
        if (held.isEmpty()) {
            socket.resume();
        }
    }

    /** The browser is gone. */
    void closed() {
        login.end();
        tails.values().forEach(BrowserTail::stop);
        tails.clear();
        held.forEach(event -> event.complete(false));
        held.clear();
    }

    private static String addressOf(BridgeEvent event) {
        return event.getRawMessage().getString("address", "");
    }
}
