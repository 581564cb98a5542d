/**
 * Who is asking: HTTP Basic and Bearer, a token beside the WebSocket's subprotocol, the console's cookie, or the certificate by
 * which the connection came. {@link io.tailwater.websocket.login.RequestLogin} decides it for every request and WebSocket, after
 * the gate and before anything else; nobody else does. Confined to one event loop, but for the sessions of cookies, which all
 * share. {@link io.tailwater.websocket.login.Rights} is what is asked of the rules from there on.
 */
@NullMarked
package io.tailwater.websocket.login;

import org.jspecify.annotations.NullMarked;
