package io.tailwater.bench.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Requests as they go over the wire, length first. Stateless. */
public final class RequestFrames {

    private RequestFrames() {}

    /** A request in the version of {@link BenchApi}, ready to be written, on the heap. */
    public static ByteBuffer encode(BenchApi api, int correlationId, ApiMessage request) {
        short headerVersion = api.key().requestHeaderVersion(api.version());
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.key().id)
                .setRequestApiVersion(api.version())
                .setCorrelationId(correlationId)
                .setClientId(BrokerSession.CLIENT_ID);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = header.size(cache, headerVersion) + request.size(cache, api.version());
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + size).putInt(size);
        ByteBufferAccessor writer = new ByteBufferAccessor(frame);
        header.write(writer, cache, headerVersion);
        request.write(writer, cache, api.version());
        return frame.flip();
    }
}
