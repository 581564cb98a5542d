package io.tailwater.core.config;

/** What encrypts. */
public enum TlsEngine {
    /** {@code OPENSSL} where it can do what the listener is to do, else {@code JDK}. */
    AUTO,
    /** The JDK's own, by its security properties. */
    JDK,
    /** BoringSSL, by Netty. */
    OPENSSL
}
