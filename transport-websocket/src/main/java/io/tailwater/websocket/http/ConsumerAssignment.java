package io.tailwater.websocket.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a classic consumer group's leader assigned a member, as Kafka's consumers write it. Stateless.
 *
 * <pre>
 *   version 2 | topics 4 | each: nameLength 2 | name | partitions 4 | each: partition 4
 * </pre>
 *
 * <p>Source: Kafka's ConsumerProtocolAssignment.json.
 */
final class ConsumerAssignment {

    private ConsumerAssignment() {}

    /** @return topics with their partitions; empty when the bytes are something else */
    static JsonArray json(byte[] bytes) {
        JsonArray assignment = new JsonArray();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            if (buffer.getShort() < 0) {
                return new JsonArray();
            }
            for (int topics = buffer.getInt(); topics > 0; topics--) {
                byte[] name = new byte[Math.min(buffer.remaining(), buffer.getShort() & 0xffff)];
                buffer.get(name);
                JsonArray partitions = new JsonArray();
                for (int left = buffer.getInt(); left > 0; left--) {
                    partitions.add(buffer.getInt());
                }
                assignment.add(new JsonObject()
                        .put("topic", new String(name, StandardCharsets.UTF_8))
                        .put("partitions", partitions));
            }
            return assignment;
        } catch (BufferUnderflowException e) {
            return new JsonArray();
        }
    }
}
