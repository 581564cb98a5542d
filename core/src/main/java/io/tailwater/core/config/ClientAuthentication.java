package io.tailwater.core.config;

/** Whether clients show certificates of their own (mutual TLS; Kafka's {@code ssl.client.auth}). */
public enum ClientAuthentication {
    NONE,
    /** Whoever shows one must show a good one, and is known by it. */
    WANTED,
    /** Nobody else gets in. */
    REQUIRED
}
