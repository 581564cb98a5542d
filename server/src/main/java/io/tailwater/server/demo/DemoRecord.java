package io.tailwater.server.demo;

import io.vertx.core.json.JsonObject;

/**
 * Something that happened in the shop.
 *
 * @param topic where it is told
 * @param key what it is about: what has one key stays in order
 * @param value what happened
 */
record DemoRecord(DemoTopic topic, String key, JsonObject value) {}
