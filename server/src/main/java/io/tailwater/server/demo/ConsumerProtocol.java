package io.tailwater.server.demo;

import io.tailwater.core.group.OpaqueBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What members of consumer groups say to each other, in version 0 of Kafka's embedded consumer protocol. Stateless. */
final class ConsumerProtocol {

    private static final short VERSION = 0;
    private static final int NO_USER_DATA = -1;

    private ConsumerProtocol() {}

    /** "I read this topic." */
    static OpaqueBytes subscription(String topic) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        return OpaqueBytes.of(ByteBuffer.allocate(12 + name.length)
                .putShort(VERSION)
                .putInt(1)
                .putShort((short) name.length)
                .put(name)
                .putInt(NO_USER_DATA)
                .array());
    }

    /** "You read all partitions of this topic." */
    static OpaqueBytes assignment(String topic, int partitionCount) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(16 + name.length + partitionCount * Integer.BYTES)
                .putShort(VERSION)
                .putInt(1)
                .putShort((short) name.length)
                .put(name)
                .putInt(partitionCount);
        for (int partition = 0; partition < partitionCount; partition++) {
            bytes.putInt(partition);
        }
        return OpaqueBytes.of(bytes.putInt(NO_USER_DATA).array());
    }
}
