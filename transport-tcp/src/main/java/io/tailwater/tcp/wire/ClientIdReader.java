package io.tailwater.tcp.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.protocol.Readable;

/** Reads client ids of one connection, which are nearly always the same. Event-loop confined. */
public final class ClientIdReader {

    private static final byte[] NONE = {};

    private byte[] lastBytes = NONE;
    private String last = "";

    /** The client id at this place of a header, empty when it is null. */
    String read(Readable frame) {
        short length = frame.readShort();
        if (length <= 0) {
            if (length < -1) {
                throw new IllegalArgumentException("client id of length " + length);
            }
            return "";
        }
        byte[] bytes = frame.readArray(length);
        if (!Arrays.equals(bytes, lastBytes)) {
            lastBytes = bytes;
            last = new String(bytes, StandardCharsets.UTF_8);
        }
        return last;
    }

    /** The client id of the request before, for the log. */
    public String last() {
        return last;
    }
}
