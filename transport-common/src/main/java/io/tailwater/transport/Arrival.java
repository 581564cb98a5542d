package io.tailwater.transport;

import io.netty.util.AttributeKey;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ReservedNames;
import io.tailwater.spi.security.Principal;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * How a connection came.
 *
 * @param listener by which it came
 * @param session who is known to be there before anything was said: whom an accepted certificate names, or nobody
 */
public record Arrival(ListenerConfig listener, ClientSession session) {

    private static final AttributeKey<Arrival> KEY = AttributeKey.valueOf(Arrival.class, "arrival");

    /** @return empty when the listener has no name for the certificate that was shown: nobody to be let in */
    public static Optional<Arrival> of(ListenerConfig listener, AcceptedSocket socket) {
        return of(listener, socket.remoteAddress().hostAddress(), socket.tls());
    }

    private static Optional<Arrival> of(ListenerConfig listener, String clientHost, @Nullable SSLSession tls) {
        Optional<X509Certificate> shown = tls == null ? Optional.empty() : certificate(tls);
        if (shown.isEmpty()) {
            return Optional.of(new Arrival(listener, ClientSession.anonymous(clientHost)));
        }
        return listener.tls()
                .principalMapping()
                .name(shown.get().getSubjectX500Principal().getName())
                .map(Principal::user)
                .filter(principal -> !ReservedNames.have(principal))
                .map(principal -> new Arrival(listener, new ClientSession(principal, clientHost, Long.MAX_VALUE)));
    }

    private static Optional<X509Certificate> certificate(SSLSession tls) {
        try {
            return tls.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty(); // none was shown
        }
    }

    /** Notes who proved by a certificate who they are. */
    public void noteIn(AuditLog audit) {
        if (!session.principal().equals(Principal.ANONYMOUS)) {
            audit.note(session, AuditAction.AUTHENTICATION_SUCCEEDED, "TLS", Map.of("listener", listener.name()));
        }
    }

    /** Notes it on an HTTP connection. */
    public void noteOn(HttpConnection connection) {
        ((ConnectionBase) connection).channel().attr(KEY).set(this);
    }

    /** What was noted on an HTTP connection. */
    public static Arrival of(HttpConnection connection) {
        return Objects.requireNonNull(
                ((ConnectionBase) connection).channel().attr(KEY).get());
    }
}
