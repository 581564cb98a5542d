package io.tailwater.core.config;

import java.net.URI;

/**
 * Spans of requests, sent to an OpenTelemetry collector.
 *
 * @param endpoint where to, by OTLP over HTTP, such as {@code http://127.0.0.1:4318/v1/traces}; empty for nowhere
 * @param ratio of how many requests of those that carry no decision of their own, 0 to 1
 */
public record TracingConfig(String endpoint, double ratio) {

    public static final TracingConfig DEFAULTS = new TracingConfig("", 0.01);

    public TracingConfig {
        Require.that(ratio >= 0 && ratio <= 1, "tracing.ratio must be 0 to 1, not %s", ratio);
        Require.that(
                endpoint.isEmpty() || isHttp(endpoint),
                "tracing.endpoint must be like http://127.0.0.1:4318/v1/traces, not '%s'",
                endpoint);
    }

    public boolean enabled() {
        return !endpoint.isEmpty();
    }

    private static boolean isHttp(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
