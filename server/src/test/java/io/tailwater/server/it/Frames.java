package io.tailwater.server.it;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Requests as frames, and frames as responses. Stateless. */
final class Frames {

    private static final String CLIENT_ID = "raw";

    private Frames() {}

    /** A whole frame, its length first, ready to be read. */
    static ByteBuffer request(ApiKeys api, int version, int correlationId, ApiMessage body) {
        return request(api.id, version, api.requestHeaderVersion((short) version), correlationId, body);
    }

    /** A frame whose header says another version than its body has been written in. */
    static ByteBuffer requestClaiming(
            ApiKeys api, int claimedVersion, int version, int correlationId, ApiMessage body) {
        ByteBuffer frame = request(api, version, correlationId, body);
        return frame.putShort(Integer.BYTES + Short.BYTES, (short) claimedVersion);
    }

    /** Bytes with their length before them. */
    static ByteBuffer framed(ByteBuffer content) {
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + content.remaining());
        return frame.putInt(content.remaining()).put(content.duplicate()).flip();
    }

    /** The body of a response frame that came without its length. */
    static <R extends ApiMessage> R response(ApiKeys api, int version, ByteBuffer frame, Class<R> type) {
        ByteBufferAccessor readable = new ByteBufferAccessor(frame);
        new ResponseHeaderData().read(readable, api.responseHeaderVersion((short) version));
        ApiMessage response = api.messageType.newResponse();
        response.read(readable, (short) version);
        if (readable.remaining() > 0) {
            throw new AssertionError(readable.remaining() + " bytes follow the response: " + response);
        }
        return type.cast(response);
    }

    private static ByteBuffer request(short key, int version, short headerVersion, int correlationId, ApiMessage body) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key)
                .setRequestApiVersion((short) version)
                .setCorrelationId(correlationId)
                .setClientId(CLIENT_ID);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        body.addSize(size, cache, (short) version);
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + size.totalSize()).putInt(size.totalSize());
        ByteBufferAccessor writable = new ByteBufferAccessor(frame);
        header.write(writable, cache, headerVersion);
        body.write(writable, cache, (short) version);
        return frame.flip();
    }
}
