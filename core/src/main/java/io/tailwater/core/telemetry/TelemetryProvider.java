package io.tailwater.core.telemetry;

import io.tailwater.core.config.BrokerConfig;

/** Makes {@link Telemetry}; found on the class path ({@link java.util.ServiceLoader}), and only looked for when it is asked for. */
public interface TelemetryProvider {

    /** Begins to count and to send what the configuration asks for. */
    Telemetry open(BrokerConfig config);
}
