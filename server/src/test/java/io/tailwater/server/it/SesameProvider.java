package io.tailwater.server.it;

import io.tailwater.spi.security.Authentication;
import io.tailwater.spi.security.Authenticator;
import io.tailwater.spi.security.AuthenticatorProvider;
import io.tailwater.spi.security.Credentials;
import io.tailwater.spi.security.Principal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An authenticator of somebody else's: whoever knows the word is who they say. */
public final class SesameProvider implements AuthenticatorProvider {

    @Override
    public String name() {
        return "sesame";
    }

    @Override
    public Authenticator open(Map<String, String> settings) {
        String word = settings.get("word");
        if (word == null) {
            throw new IllegalArgumentException("The authenticator sesame needs the setting sesame.word.");
        }
        return new Sesame(word);
    }

    private record Sesame(String word) implements Authenticator {

        @Override
        public boolean understands(Credentials credentials) {
            return credentials instanceof Credentials.Password;
        }

        @Override
        public CompletionStage<Authentication> authenticate(Credentials credentials) {
            Credentials.Password given = (Credentials.Password) credentials;
            return CompletableFuture.completedFuture(
                    given.password().equals(word)
                            ? new Authentication.Accepted(Principal.user(given.user()), Long.MAX_VALUE)
                            : new Authentication.Refused("another word"));
        }
    }
}
