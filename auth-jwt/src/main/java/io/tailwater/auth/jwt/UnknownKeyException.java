package io.tailwater.auth.jwt;

/** A token is signed by a key that is not there: perhaps a new one. Carries no stack trace. */
final class UnknownKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownKeyException() {
        super("a token signed by none of the issuer's keys", null, false, false);
    }
}
