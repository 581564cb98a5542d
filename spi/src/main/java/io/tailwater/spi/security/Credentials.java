package io.tailwater.spi.security;

/** What a client gives to prove who it is. Never printed: {@code toString} hides the secrets. */
public sealed interface Credentials {

    /** A name and a password: SASL PLAIN, HTTP Basic, the console's form. */
    record Password(String user, String password) implements Credentials {

        @Override
        public String toString() {
            return "Password[user=" + user + "]";
        }
    }

    /** A token that says by itself who it was given to: SASL OAUTHBEARER, HTTP Bearer, WebSocket. */
    record BearerToken(String token) implements Credentials {

        @Override
        public String toString() {
            return "BearerToken[]";
        }
    }
}
