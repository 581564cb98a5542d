package io.tailwater.server;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

/** Signals that ask a process to end, or to look at its files again. Stateless. */
final class TerminationSignals {

    private TerminationSignals() {}

    /**
     * Makes SIGTERM and Ctrl-C end this process with exit code 0, after its shutdown hooks, as any orderly end. The JVM's own
     * way would report the signal, as if the broker had died of it.
     *
     * @param again what to do when another one comes before that is done
     */
    static void exitInOrder(Runnable again) {
        AtomicBoolean asked = new AtomicBoolean();
        Runnable exit = () -> {
            if (asked.compareAndSet(false, true)) {
                System.exit(0);
            } else {
                again.run();
            }
        };
        on("TERM", exit);
        on("INT", exit);
    }

    /** Does something at SIGHUP, which would end the process otherwise. */
    static void onHangup(Runnable action) {
        on("HUP", action);
    }

    /**
     * By reflection, because the class is not part of Java's standard; where it is missing the JVM's way stays.
     */
    private static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calling = Proxy.newProxyInstance(
                    TerminationSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), calling);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Only the exit code differs, or what the signal does.
        }
    }
}
