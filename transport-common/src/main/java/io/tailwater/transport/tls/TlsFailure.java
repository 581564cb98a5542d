package io.tailwater.transport.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/** Why a handshake failed. Stateless. */
final class TlsFailure {

    private static final int LONGEST = 200;

    private TlsFailure() {}

    /** In a few words for the log. Never what was sent instead of TLS, which may be a password. */
    static String describe(Throwable cause) {
        if (isNotTls(cause)) {
            return "bytes that are not TLS on a listener that is encrypted";
        }
        String message = String.valueOf(root(cause).getMessage());
        return "a failed TLS handshake: "
                + message.substring(0, Math.min(LONGEST, message.length())).replaceAll("\\p{Cntrl}", "?");
    }

    /** Whether it is one: not when the client went away, as programs do that look whether a port is open. */
    static boolean isOne(Throwable cause) {
        Throwable root = root(cause);
        return root instanceof SSLException || root instanceof GeneralSecurityException || isNotTls(cause);
    }

    private static boolean isNotTls(Throwable cause) {
        for (Throwable layer = cause; layer != null; layer = layer.getCause()) {
            if (layer instanceof NotSslRecordException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
