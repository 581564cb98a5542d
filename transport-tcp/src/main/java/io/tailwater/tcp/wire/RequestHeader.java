package io.tailwater.tcp.wire;

import org.apache.kafka.common.protocol.Readable;

/**
 * What stands before every request.
 *
 * <pre>
 * api key   int16
 * version   int16
 * correlation id   int32
 * client id   int16 length (-1: null), bytes
 * tagged fields   from header version 2 on: varint count, then tag, size and bytes of each
 * </pre>
 *
 * Written out rather than left to the generated class, because the client id of a connection does not change and need not
 * be made anew for each request.
 *
 * @param apiKey which API, not yet checked
 * @param version of the API, not yet checked
 * @param correlationId given back with the response
 */
public record RequestHeader(short apiKey, short version, int correlationId) {

    /** Reads the part that every version has. */
    public static RequestHeader read(Readable frame) {
        return new RequestHeader(frame.readShort(), frame.readShort(), frame.readInt());
    }

    /**
     * Reads the rest, which depends on the version of the header, and leaves {@code frame} at the body.
     *
     * @return the client id
     */
    public static String readRest(Readable frame, short headerVersion, ClientIdReader clientIds) {
        String clientId = clientIds.read(frame);
        if (headerVersion >= 2) {
            skipTaggedFields(frame);
        }
        return clientId;
    }

    private static void skipTaggedFields(Readable frame) {
        int count = frame.readUnsignedVarint();
        for (int i = 0; i != count; i++) {
            frame.readUnsignedVarint();
            frame.readByteBuffer(frame.readUnsignedVarint());
        }
    }
}
