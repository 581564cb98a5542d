package io.tailwater.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensions;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;

/** Gives Kafka's clients the token of a {@link TokenFile}, whenever they want one. Made by Kafka's clients; thread-safe once configured. */
public final class TokenFileLogin implements AuthenticateCallbackHandler {

    private static final String OPTION = "tokenFile";
    private static final long LIFETIME_MILLIS = TimeUnit.HOURS.toMillis(1);

    private TokenFile file = new TokenFile("");

    /** A token, of which the broker finds out more. */
    private record Token(String value, Long startTimeMs, long lifetimeMs) implements OAuthBearerToken {

        @Override
        public Set<String> scope() {
            return Set.of();
        }

        @Override
        public String principalName() {
            return "tailwater-cli";
        }

        @Override
        public String toString() {
            return "Token[]";
        }
    }

    /** Properties of Kafka's clients that log in with such a file. */
    static Map<String, String> properties(String file, boolean encrypted) {
        String quoted = file.replace("\\", "\\\\").replace("\"", "\\\"");
        return Map.of(
                "security.protocol",
                encrypted ? "SASL_SSL" : "SASL_PLAINTEXT",
                "sasl.mechanism",
                OAuthBearerLoginModule.OAUTHBEARER_MECHANISM,
                "sasl.jaas.config",
                OAuthBearerLoginModule.class.getName() + " required " + OPTION + "=\"" + quoted + "\";",
                "sasl.login.callback.handler.class",
                TokenFileLogin.class.getName());
    }

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        file = new TokenFile(String.valueOf(entries.get(0).getOptions().get(OPTION)));
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback wanted) {
                String token = file.token();
                long now = System.currentTimeMillis();
                wanted.token(new Token(token, now, TokenFile.expiresAtMillis(token, now + LIFETIME_MILLIS)));
            } else if (callback instanceof SaslExtensionsCallback extensions) {
                extensions.extensions(SaslExtensions.empty());
            } else {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {}
}
