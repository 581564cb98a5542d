package io.tailwater.tcp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.LimitsConfig;
import io.tailwater.tcp.MemoryBroker;
import io.tailwater.tcp.api.ApiHandler;
import io.tailwater.tcp.api.ApiHandlers;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.utils.internals.ImplicitLinkedHashCollection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka's classes hash what is believed that they hash. */
class HashedArraysTest {

    static Stream<ApiHandler<?, ?>> handlers() {
        ApiHandlers handlers = ApiHandlers.of(new MemoryBroker(LimitsConfig.DEFAULTS));
        return Stream.of(ApiKeys.values())
                .<ApiHandler<?, ?>>map(key -> handlers.find(key.id))
                .filter(Objects::nonNull);
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void everyRequestThatHashesArraysIsLookedThroughByTheirKeys(ApiHandler<?, ?> handler) throws Exception {
        Class<?> request = handler.api().messageType.newRequest().getClass();
        boolean hashes = false;
        for (Class<?> element : request.getDeclaredClasses()) {
            if (ImplicitLinkedHashCollection.Element.class.isAssignableFrom(element)) {
                hashes = true;
                assertThat(hashed(element))
                        .as("keys of %s", element)
                        .isNotEmpty()
                        .isSubsetOf(HashedArrays.KEYS);
                assertThat(unhashed(element)).as("others of %s", element).noneMatch(HashedArrays.KEYS::contains);
            }
        }
        assertThat(handler.hashesArrays()).isEqualTo(hashes);
    }

    private static List<String> hashed(Class<?> element) throws Exception {
        return fields(element, true);
    }

    private static List<String> unhashed(Class<?> element) throws Exception {
        return fields(element, false);
    }

    /** The fields on which an element's hash depends, or the others. */
    private static List<String> fields(Class<?> element, boolean hashed) throws Exception {
        List<String> names = new ArrayList<>();
        for (Field field : element.getDeclaredFields()) {
            Object other = other(field.getType());
            if (other != null && !Modifier.isStatic(field.getModifiers()) && !isOfTheTable(field)) {
                Object one = element.getDeclaredConstructor().newInstance();
                int before = one.hashCode();
                field.setAccessible(true);
                field.set(one, other);
                if ((one.hashCode() != before) == hashed) {
                    names.add(field.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    private static boolean isOfTheTable(Field field) {
        return Set.of("next", "prev").contains(field.getName());
    }

    private static Object other(Class<?> type) {
        if (type == String.class) {
            return "other";
        }
        if (type == Uuid.class) {
            return new Uuid(3, 4);
        }
        if (type == int.class) {
            return 12_345;
        }
        if (type == short.class) {
            return (short) 1_234;
        }
        return type == byte.class ? (byte) 123 : null;
    }
}
