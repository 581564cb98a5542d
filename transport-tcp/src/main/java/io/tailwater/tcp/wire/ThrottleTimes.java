package io.tailwater.tcp.wire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Tells a client in a response how long it has to wait. Nearly every response has a field for it, of one name, and Kafka's
 * generated classes have no type in common that says so. Thread-safe; only for answers to clients that have to wait.
 */
public final class ThrottleTimes {

    private static final ClassValue<Optional<Method>> SETTERS = new ClassValue<>() {

        @Override
        protected Optional<Method> computeValue(Class<?> response) {
            try {
                return Optional.of(response.getMethod("setThrottleTimeMs", int.class));
            } catch (NoSuchMethodException e) {
                return Optional.empty();
            }
        }
    };

    private ThrottleTimes() {}

    /** Does nothing to a response without such a field. */
    public static void set(ApiMessage response, int millis) {
        Optional<Method> setter = SETTERS.get(response.getClass());
        if (setter.isPresent()) {
            try {
                setter.get().invoke(response, millis);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("no throttle time in " + response.getClass(), e);
            }
        }
    }
}
