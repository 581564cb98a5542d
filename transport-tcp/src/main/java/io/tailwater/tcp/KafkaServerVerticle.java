package io.tailwater.tcp;

import io.vertx.core.VerticleBase;

/** x */
public final class KafkaServerVerticle extends VerticleBase {}
