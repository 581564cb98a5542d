/**
 * Which records a subscription wants, evaluated in time proportional to a record's size whatever the filter. Immutable, but for
 * {@link io.tailwater.websocket.filter.JsonCondition}'s scanner, which belongs to the call. Begin at
 * {@link io.tailwater.websocket.filter.RecordFilter}.
 */
@NullMarked
package io.tailwater.websocket.filter;

import org.jspecify.annotations.NullMarked;
