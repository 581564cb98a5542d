package io.tailwater.telemetry;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.telemetry.Telemetry;
import io.tailwater.core.telemetry.TelemetryProvider;

/** Makes telemetry with Micrometer. Stateless. */
public final class MicrometerTelemetryProvider implements TelemetryProvider {

    @Override
    public Telemetry open(BrokerConfig config) {
        return new MicrometerTelemetry(config);
    }
}
