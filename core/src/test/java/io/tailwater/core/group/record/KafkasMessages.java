package io.tailwater.core.group.record;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/** Messages as Kafka itself writes and reads them. */
final class KafkasMessages {

    private KafkasMessages() {}

    /** A key: its kind, then version 0 of the message. */
    static ByteBuffer key(ApiMessage key) {
        return prefixed(key.apiKey(), key, (short) 0);
    }

    /** A value: its version, then the message. */
    static ByteBuffer value(ApiMessage value, int version) {
        return prefixed((short) version, value, (short) version);
    }

    private static ByteBuffer prefixed(short prefix, ApiMessage message, short version) {
        ByteBuffer body = MessageUtil.toByteBufferAccessor(message, version).buffer();
        return ByteBuffer.allocate(2 + body.remaining())
                .putShort(prefix)
                .put(body)
                .flip();
    }

    /** Reads a message behind its kind or version, all of it. */
    static <M extends ApiMessage> M read(M message, ByteBuffer bytes) {
        short prefix = bytes.getShort();
        message.read(new ByteBufferAccessor(bytes), isKey(message) ? 0 : prefix);
        if (bytes.hasRemaining()) {
            throw new AssertionError(bytes.remaining() + " bytes too many");
        }
        return message;
    }

    private static boolean isKey(ApiMessage message) {
        return message.getClass().getSimpleName().endsWith("Key");
    }
}
