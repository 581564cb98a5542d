package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.core.config.InvalidConfigException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker without a wire: deploy it, once per Vert.x instance and as an event-loop verticle, before any transport.
 *
 * <p>Deployed by name it takes its settings from the environment and, where that says nothing, from its configuration, a tree
 * of the names in {@link BrokerConfig}. Its deployment completes when every partition is ready, and its undeployment when all
 * is on disk and the data directory is free. Transports are undeployed before.
 */
public final class BrokerVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerVerticle.class);

    private final @Nullable BrokerConfig given;
    private final BrokerEnvironment environment;
    private @Nullable BrokerLifecycle lifecycle;

    /** For deployment by name. */
    public BrokerVerticle() {
        this(null, BrokerEnvironment.ofSystem());
    }

    /** @param config all settings; neither the environment nor the verticle's configuration is looked at */
    public BrokerVerticle(@Nullable BrokerConfig config, BrokerEnvironment environment) {
        this.given = config;
        this.environment = environment;
    }

    @Override
    public Future<?> start() {
        BrokerConfig config = given != null ? given : read(config());
        BrokerPreflight.requireGoodTopicDefaults(config);
        if (BrokerRegistry.find(vertx) != null) {
            throw new InvalidConfigException("This Vert.x instance has a broker already: one is all it can have.");
        }
        config.warnings().forEach(LOG::warn);
        lifecycle = new BrokerLifecycle(vertx, context, config, environment);
        return lifecycle.open().onSuccess(broker -> BrokerRegistry.add(vertx, broker));
    }

    @Override
    public Future<?> stop() {
        BrokerRegistry.remove(vertx);
        return lifecycle == null ? Future.succeededFuture() : lifecycle.close();
    }

    /**
     * The settings of a broker that is deployed by name.
     *
     * @param verticle the verticle's configuration, of which the environment is stronger
     * @throws InvalidConfigException with one sentence, when a setting is unknown or wrong
     */
    public static BrokerConfig read(JsonObject verticle) {
        return BrokerConfigReader.read(List.of(
                ConfigLayer.ofEnvironment(System.getenv()), ConfigLayer.of("the verticle's configuration", verticle)));
    }
}
