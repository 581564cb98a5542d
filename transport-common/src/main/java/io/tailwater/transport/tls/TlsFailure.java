package io.tailwater.transport.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** Why a handshake failed. Stateless. */
public final class TlsFailure {

    private static final int LONGEST = 200;

    private TlsFailure() {}

    /** In a few words for the log. Never what was sent instead of TLS, which may be a password. */
    public static String describe(Throwable cause) {
        for (Throwable layer = cause; layer != null; layer = layer.getCause()) {
            if (layer instanceof NotSslRecordException) {
                return "bytes that are not TLS on a listener that is encrypted";
            }
        }
        Throwable root = root(cause);
        String message = root instanceof SSLException || root instanceof GeneralSecurityException
                ? String.valueOf(root.getMessage())
                : root.getClass().getSimpleName();
        return "a failed TLS handshake: "
                + message.substring(0, Math.min(LONGEST, message.length())).replaceAll("\\p{Cntrl}", "?");
    }

    /** Whether the client went away before anything was agreed on, as programs do that look whether a port is open. */
    public static boolean isAbandoned(Throwable cause) {
        return root(cause) instanceof ClosedChannelException;
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
