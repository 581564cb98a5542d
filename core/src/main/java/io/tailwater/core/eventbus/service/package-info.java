/**
 * Answers the documented addresses of the event bus. Confined to one event loop of the broker. Begin at
 * {@link io.tailwater.core.eventbus.service.EventBusService}.
 */
@NullMarked
package io.tailwater.core.eventbus.service;

import org.jspecify.annotations.NullMarked;
