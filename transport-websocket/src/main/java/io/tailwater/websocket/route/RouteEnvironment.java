package io.tailwater.websocket.route;

import io.tailwater.core.Broker;
import io.tailwater.websocket.login.RequestLogin;
import io.tailwater.websocket.tail.Feeds;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a part of the routes is given, for one event loop.
 *
 * @param vertx where it runs
 * @param context the event loop's
 * @param broker whose port this is
 * @param feeds what everybody who shows records as text reads from
 * @param login finds out who asks
 * @param refused why a connection is one too many, or null; only WebSocket connections get so far as to be asked about
 * @param parts what messages and frames that are not whole may take
 * @param onStop takes what is to be done when the port closes, on the event loop
 */
public record RouteEnvironment(
        Vertx vertx,
        Context context,
        Broker broker,
        Feeds feeds,
        RequestLogin login,
        Function<HttpConnection, @Nullable TooMany> refused,
        PartsBudget parts,
        Consumer<Runnable> onStop) {}
