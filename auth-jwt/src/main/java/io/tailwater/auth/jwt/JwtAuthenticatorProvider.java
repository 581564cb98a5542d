package io.tailwater.auth.jwt;

import io.tailwater.spi.security.Authenticator;
import io.tailwater.spi.security.AuthenticatorProvider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes the authenticator {@code jwt}; its settings are those of {@link JwtSettings}. */
public final class JwtAuthenticatorProvider implements AuthenticatorProvider {

    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "jwt";
    }

    @Override
    public Authenticator open(Map<String, String> settings) {
        JwtSettings read = JwtSettings.read(settings);
        return new JwtAuthenticator(new TokenCheck(read), keys(read));
    }

    @Override
    public List<String> check(Map<String, String> settings) {
        JwtSettings read = JwtSettings.read(settings);
        if (read.isFetched()) {
            return List.of("The keys of tokens are at " + read.jwks()
                    + ", which was not asked: the broker fetches them when it starts, and until it has them nobody gets in"
                    + " with a token.");
        }
        keys(read).close();
        return List.of();
    }

    private static KeySource keys(JwtSettings settings) {
        return settings.isFetched()
                ? new FetchedKeys(URI.create(settings.jwks()), settings.refreshInterval(), FETCH_TIMEOUT)
                : FileKeys.open(Path.of(settings.jwks()));
    }
}
