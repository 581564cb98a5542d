package io.tailwater.spi.security;

/** What an authenticator found. */
public sealed interface Authentication {

    /**
     * They are who they say.
     *
     * @param principal who that is
     * @param expiresAtMillis until when this holds, in milliseconds since 1970; {@link Long#MAX_VALUE} for ever. Clients have to
     *     prove it again before (KIP-368), or are cut off
     */
    record Accepted(Principal principal, long expiresAtMillis) implements Authentication {}

    /**
     * They are not.
     *
     * @param reason for the broker's log, without secrets; clients are never told
     */
    record Refused(String reason) implements Authentication {}
}
