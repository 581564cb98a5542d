package io.tailwater.server.it;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** Requests as JSON: fields by their names in Kafka's message definitions, those left out have their defaults. Stateless. */
final class RequestFromJson {

    private RequestFromJson() {}

    /** @param json with apostrophes for quotation marks; a field {@code records} becomes one batch, of a transaction where it is
     *     {@code 'transactional'} */
    static ApiMessage read(ApiKeys api, String json) {
        ApiMessage request = api.messageType.newRequest();
        fill(request, new JsonObject(json.replace('\'', '"')));
        return request;
    }

    private static void fill(Object message, JsonObject json) {
        for (Map.Entry<String, Object> field : json) {
            try {
                Method getter = message.getClass().getMethod(field.getKey());
                Method setter = message.getClass()
                        .getMethod(
                                "set" + Character.toUpperCase(field.getKey().charAt(0))
                                        + field.getKey().substring(1),
                                getter.getReturnType());
                setter.invoke(message, value(getter.getGenericReturnType(), field.getValue()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException(message.getClass().getSimpleName() + "." + field.getKey(), e);
            }
        }
    }

    private static @Nullable Object value(Type type, @Nullable Object json) throws ReflectiveOperationException {
        if (json == null) {
            return null;
        }
        if (type instanceof ParameterizedType list) {
            return filled(new ArrayList<>(), list.getActualTypeArguments()[0], (JsonArray) json);
        }
        Class<?> raw = (Class<?>) type;
        if (Collection.class.isAssignableFrom(raw)) {
            Type element = ((ParameterizedType) raw.getGenericSuperclass()).getActualTypeArguments()[0];
            Collection<Object> empty = newCollection(raw);
            return filled(empty, element, (JsonArray) json);
        }
        if (json instanceof JsonObject object) {
            Object message = raw.getDeclaredConstructor().newInstance();
            fill(message, object);
            return message;
        }
        return simple(raw, json);
    }

    @SuppressWarnings("unchecked")
    private static Collection<Object> newCollection(Class<?> type) throws ReflectiveOperationException {
        return (Collection<Object>) type.getDeclaredConstructor().newInstance();
    }

    private static Collection<Object> filled(Collection<Object> collection, Type element, JsonArray json)
            throws ReflectiveOperationException {
        for (Object one : json) {
            collection.add(value(element, one));
        }
        return collection;
    }

    private static Object simple(Class<?> type, Object json) {
        if (type == byte[].class) {
            return json.toString().getBytes(StandardCharsets.UTF_8);
        } else if (type == Uuid.class) {
            return Uuid.fromString(json.toString());
        } else if (type.getSimpleName().equals("BaseRecords")) {
            return MemoryRecords.readableRecords(
                    json.equals("transactional") ? Batches.transactional(7, 0, 0, 1) : Batches.of(1));
        } else if (json instanceof Number number) {
            return number(type, number);
        }
        return json;
    }

    private static Object number(Class<?> type, Number number) {
        if (type == byte.class || type == Byte.class) {
            return number.byteValue();
        } else if (type == short.class || type == Short.class) {
            return number.shortValue();
        } else if (type == long.class || type == Long.class) {
            return number.longValue();
        }
        return number.intValue();
    }
}
