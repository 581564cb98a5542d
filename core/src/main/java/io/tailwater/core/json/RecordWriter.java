package io.tailwater.core.json;

import io.tailwater.core.record.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the records of one partition as JSON objects. Owned by one thread. */
public final class RecordWriter {

    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
    private static final byte[] KEY = ascii(",\"key\":");
    private static final byte[] KEY_ENCODING = ascii(",\"keyEncoding\":");
    private static final byte[] VALUE = ascii(",\"value\":");
    private static final byte[] VALUE_ENCODING = ascii(",\"valueEncoding\":");
    private static final byte[] NO_HEADERS = ascii(",\"headers\":[]}");
    private static final byte[] HEADERS = ascii(",\"headers\":[");
    private static final byte[] HEADER = ascii("{\"key\":");
    private static final byte[] END_OF_HEADERS = ascii("]}");
    private static final byte[] NULL = ascii("null");
    private static final byte[] JSON = ascii("\"json\"");
    private static final byte[] TEXT = ascii("\"text\"");
    private static final byte[] BASE64 = ascii("\"base64\"");

    private final byte[] place;
    private final RecordEncoding encoding;
    private final JsonScanner scanner = new JsonScanner();

    public RecordWriter(String topic, int partition, RecordEncoding encoding) {
        this.place = ascii("{\"topic\":\"" + topic + "\",\"partition\":" + partition + ",\"offset\":");
        this.encoding = encoding;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes one record. */
    public void write(
            ByteSink sink,
            long offset,
            long timestampMillis,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        sink.put(place).put(offset).put(TIMESTAMP).put(timestampMillis);
        field(sink.put(KEY), KEY_ENCODING, key, encoding.key(), false);
        field(sink.put(VALUE), VALUE_ENCODING, value, encoding.value(), true);
        if (headers.isEmpty()) {
            sink.put(NO_HEADERS);
            return;
        }
        sink.put(HEADERS);
        for (int i = 0; i < headers.size(); i++) {
            if (i > 0) {
                sink.put((byte) ',');
            }
            RecordHeader header = headers.get(i);
            sink.put(HEADER).putString(header.name()).put(VALUE);
            field(sink, VALUE_ENCODING, header.value(), encoding.headers(), false);
            sink.put((byte) '}');
        }
        sink.put(END_OF_HEADERS);
    }

    /** @param scalars whether numbers, strings and words alone count as JSON when the client leaves it to us */
    private void field(
            ByteSink sink, byte[] encodingName, @Nullable ByteBuffer bytes, FieldEncoding wanted, boolean scalars) {
        if (bytes == null) {
            sink.put(NULL);
        } else if (wanted == FieldEncoding.BASE64 || !Utf8.valid(bytes)) {
            sink.putBase64(bytes).put(encodingName).put(BASE64);
        } else if (wanted != FieldEncoding.TEXT && isJson(bytes, scalars || wanted == FieldEncoding.JSON)) {
            sink.put(bytes).put(encodingName).put(JSON);
        } else {
            sink.putString(bytes).put(encodingName).put(TEXT);
        }
    }

    private boolean isJson(ByteBuffer bytes, boolean scalars) {
        return scalars ? scanner.valid(bytes) : scanner.validContainer(bytes);
    }
}
