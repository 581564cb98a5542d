package io.tailwater.storage.tck.fault;

import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an object of the SPI and fails calls in the way of their methods: by a failed stage where one is returned, else
 * by throwing. Thread-safe. A proxy, so that what the SPI gains is covered without a line here.
 */
abstract class FaultyCalls<T> implements InvocationHandler {

    private final Class<T> type;
    private final T target;
    private @Nullable T proxy;

    FaultyCalls(Class<T> type, T target) {
        this.type = type;
        this.target = target;
    }

    final synchronized T proxy() {
        T made = proxy;
        if (made == null) {
            made = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this));
            proxy = made;
        }
        return made;
    }

    final T target() {
        return target;
    }

    /** What a call fails with, or null. */
    abstract @Nullable StorageException strike(Method method, Object[] arguments);

    /** What a call that worked gives. */
    @Nullable
    Object answer(Method method, Object[] arguments, @Nullable Object answer) {
        return answer;
    }

    @Override
    public final @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        StorageException failure = strike(method, arguments);
        if (failure == null) {
            return answer(method, arguments, call(method, arguments));
        }
        if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
            return CompletableFuture.failedFuture(failure);
        }
        throw failure;
    }

    private @Nullable Object ofObject(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> call(method, arguments);
        };
    }

    private @Nullable Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The log that an argument names, or null. */
    static @Nullable LogId logIn(Object[] arguments) {
        return arguments.length > 0 && arguments[0] instanceof LogId log ? log : null;
    }
}
