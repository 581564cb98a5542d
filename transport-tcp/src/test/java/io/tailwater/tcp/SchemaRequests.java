package io.tailwater.tcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * Requests of any API and version, made from Kafka's schema of it: every field has a value that it may have, and mostly one
 * that means something to the broker. Owned by one thread.
 */
final class SchemaRequests {

    private static final int ONE_IN = 8;
    private static final List<String> TEXTS = List.of("", "consumer", "range", "fuzzed", "__consumer_offsets", "*");
    private static final List<String> SETTINGS =
            List.of("retention.ms", "max.message.bytes", "cleanup.policy", "group.max.size", "no.such.setting");

    private final Random random;
    private final List<String> topics;
    private final List<Uuid> topicIds;

    /**
     * @param topics what most names of topics are
     * @param topicIds what most ids of topics are
     */
    SchemaRequests(Random random, List<String> topics, List<Uuid> topicIds) {
        this.random = random;
        this.topics = topics;
        this.topicIds = topicIds;
    }

    /** A whole frame, its length first. */
    byte[] frame(ApiKeys api, short version, int correlationId) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(api.id)
                .setRequestApiVersion(version)
                .setCorrelationId(correlationId)
                .setClientId("fuzz");
        short headerVersion = api.requestHeaderVersion(version);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        Schema schema = api.messageType.requestSchemas()[version];
        Struct body = struct(schema);
        int size = header.size(cache, headerVersion) + schema.sizeOf(body);
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + size).putInt(size);
        header.write(new ByteBufferAccessor(frame), cache, headerVersion);
        schema.write(frame, body);
        return frame.array();
    }

    private Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def, field.def.type));
        }
        return struct;
    }

    private Object value(Field field, Type type) {
        if (type.isNullable() && oneIn(ONE_IN)) {
            return null;
        }
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        if (type instanceof TaggedFields tagged) {
            return tagged(tagged);
        }
        if (type.arrayElementType().isPresent()) {
            Object[] elements = new Object[random.nextInt(4)];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = value(field, type.arrayElementType().get());
            }
            return elements;
        }
        return plain(field.name, ((Type.DocumentedType) type).typeName());
    }

    private Map<Integer, Object> tagged(TaggedFields tagged) {
        Map<Integer, Object> values = new TreeMap<>();
        tagged.fields().forEach((tag, field) -> {
            if (random.nextBoolean()) {
                values.put(tag, value(field, field.type));
            }
        });
        return values;
    }

    private Object plain(String name, String typeName) {
        return switch (typeName.replace("COMPACT_", "").replace("NULLABLE_", "")) {
            case "BOOLEAN" -> random.nextBoolean();
            case "INT8" -> (byte) number(name);
            case "INT16" -> (short) number(name);
            case "UINT16", "INT32", "VARINT" -> (int) number(name);
            case "UINT32", "INT64", "VARLONG" -> number(name);
            case "FLOAT64" -> random.nextDouble();
            case "UUID" -> oneIn(ONE_IN) ? Uuid.randomUuid() : topicIds.get(random.nextInt(topicIds.size()));
            case "STRING" -> text(name);
            case "BYTES" -> ByteBuffer.wrap(text(name).getBytes(StandardCharsets.UTF_8));
            case "RECORDS" -> records();
            default -> throw new IllegalArgumentException("A type that is not known here: " + typeName);
        };
    }

    private long number(String name) {
        if (name.contains("session_timeout") || name.contains("rebalance_timeout")) {
            return 10_000;
        }
        if (name.contains("wait") || name.contains("timeout")) {
            return random.nextInt(20);
        }
        if (name.contains("max_bytes")) {
            return 1 << 16;
        }
        return switch (name) {
            case "acks" -> random.nextBoolean() ? -1 : 1;
            case "replication_factor", "broker_id", "leader" -> 1;
            case "resource_type" -> random.nextBoolean() ? 2 : 4;
            default -> oneIn(3) ? -1 : random.nextInt(3);
        };
    }

    private String text(String name) {
        if (oneIn(ONE_IN)) {
            return TEXTS.get(random.nextInt(TEXTS.size()));
        }
        if (name.contains("software")) {
            return "fuzz-1.0";
        }
        if (name.startsWith("group")) {
            return "fuzzed-group";
        }
        if (name.contains("transactional_id")) {
            return "fuzzed-transaction";
        }
        if (name.contains("topic") || name.equals("name") || name.equals("resource_name")) {
            return topics.get(random.nextInt(topics.size()));
        }
        if (name.contains("config")) {
            return SETTINGS.get(random.nextInt(SETTINGS.size()));
        }
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private MemoryRecords records() {
        Compression compression =
                random.nextBoolean() ? Compression.NONE : Compression.gzip().build();
        return MemoryRecords.withRecords(
                compression, new SimpleRecord(1, null, new byte[10]), new SimpleRecord(2, new byte[1], new byte[300]));
    }

    private boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }
}
