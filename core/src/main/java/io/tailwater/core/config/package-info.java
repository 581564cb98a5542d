/**
 * The broker's settings: immutable records that validate themselves, every value with a default. Begin at
 * {@link io.tailwater.core.config.BrokerConfig}. Topics' own settings are in {@link io.tailwater.core.topic}.
 */
@NullMarked
package io.tailwater.core.config;

import org.jspecify.annotations.NullMarked;
