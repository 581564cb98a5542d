package io.tailwater.tcp.api;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Messages as the other side of a connection gets them: written in a version and read again. Stateless. */
final class WireCopy {

    private WireCopy() {}

    /** A request as its handler decodes it. */
    static <Q extends ApiMessage> Q received(ApiHandler<Q, ?> handler, int version, Q request) {
        return handler.decode(encoded(request, (short) version), (short) version);
    }

    /** A response as a client decodes it. */
    @SuppressWarnings("unchecked")
    static <R extends ApiMessage> R of(R response, int version) {
        ApiMessage copy = ApiMessageType.fromApiKey(response.apiKey()).newResponse();
        copy.read(encoded(response, (short) version), (short) version);
        return (R) copy;
    }

    private static ByteBufferAccessor encoded(ApiMessage message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(bytes), cache, version);
        return new ByteBufferAccessor(bytes.flip());
    }
}
