package io.tailwater.tcp;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Message;

/**
 * Finds the error codes in responses, whichever API they are of: all of Kafka's messages call them {@code errorCode}, and keep
 * their parts in lists. Thread-safe: what a class of message is made of is looked up once.
 */
final class ResponseErrors {

    private static final ResponseErrors NOTHING = new ResponseErrors(List.of(), List.of());
    private static final Map<Class<?>, ResponseErrors> KNOWN = new ConcurrentHashMap<>();
    private static final MethodType CODE = MethodType.methodType(short.class, Object.class);
    private static final MethodType LIST = MethodType.methodType(Object.class, Object.class);

    /** Some parts of a message, and what is in each. */
    private record Parts(MethodHandle list, ResponseErrors inEach) {}

    private final List<MethodHandle> codes;
    private final List<Parts> parts;

    private ResponseErrors(List<MethodHandle> codes, List<Parts> parts) {
        this.codes = codes;
        this.parts = parts;
    }

    /** Tells of each error code in a response that is not 0. */
    static void each(ApiMessage response, IntConsumer found) {
        if (response instanceof ProduceResponseData produced) {
            each(produced, found);
        } else if (response instanceof FetchResponseData fetched) {
            each(fetched, found);
        } else {
            of(response.getClass()).visit(response, found);
        }
    }

    // What clients ask all the time: handles that are not constant cost as much as all other counting of such a
    // request.

    private static void each(ProduceResponseData produced, IntConsumer found) {
        for (TopicProduceResponse topic : produced.responses()) {
            for (PartitionProduceResponse partition : topic.partitionResponses()) {
                tell(partition.errorCode(), found);
            }
        }
    }

    private static void each(FetchResponseData fetched, IntConsumer found) {
        tell(fetched.errorCode(), found);
        for (FetchableTopicResponse topic : fetched.responses()) {
            for (PartitionData partition : topic.partitions()) {
                tell(partition.errorCode(), found);
            }
        }
    }

    private static void tell(short code, IntConsumer found) {
        if (code != 0) {
            found.accept(code);
        }
    }

    private static ResponseErrors of(Class<?> type) {
        ResponseErrors known = KNOWN.get(type);
        if (known == null) {
            known = lookAt(type);
            KNOWN.put(type, known);
        }
        return known;
    }

    private static ResponseErrors lookAt(Class<?> type) {
        List<MethodHandle> codes = new ArrayList<>();
        List<Parts> parts = new ArrayList<>();
        for (Method method : type.getMethods()) {
            if (method.getParameterCount() > 0 || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            if (method.getName().equals("errorCode") && method.getReturnType() == short.class) {
                codes.add(handle(method, CODE));
            } else if (Collection.class.isAssignableFrom(method.getReturnType())) {
                ResponseErrors inEach = lookAtElements(method.getGenericReturnType());
                if (!inEach.codes.isEmpty() || !inEach.parts.isEmpty()) {
                    parts.add(new Parts(handle(method, LIST), inEach));
                }
            }
        }
        return new ResponseErrors(List.copyOf(codes), List.copyOf(parts));
    }

    /** A list says what is in it; a collection with a hash table says so as its superclass. */
    private static ResponseErrors lookAtElements(Type collection) {
        Type type = collection instanceof Class<?> own ? own.getGenericSuperclass() : collection;
        return type instanceof ParameterizedType of
                        && of.getActualTypeArguments()[0] instanceof Class<?> element
                        && Message.class.isAssignableFrom(element)
                ? lookAt(element)
                : NOTHING;
    }

    private static MethodHandle handle(Method method, MethodType type) {
        try {
            return MethodHandles.publicLookup().unreflect(method).asType(type);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(method + " is public", e);
        }
    }

    private void visit(Object message, IntConsumer found) {
        try {
            for (MethodHandle code : codes) {
                tell((short) code.invokeExact(message), found);
            }
            for (Parts part : parts) {
                Object list = (Object) part.list().invokeExact(message);
                if (list != null) {
                    for (Object element : (Collection<?>) list) {
                        part.inEach().visit(element, found);
                    }
                }
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a getter of a message throws nothing", e);
        }
    }
}
