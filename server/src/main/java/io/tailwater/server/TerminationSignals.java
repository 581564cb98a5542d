package io.tailwater.server;

import java.lang.reflect.Proxy;

/** Signals that ask a process to end. */
final class TerminationSignals {

    private TerminationSignals() {}

    /**
     * Makes SIGTERM and Ctrl-C end this process with exit code 0, after its shutdown hooks, as any orderly end. The JVM's own
     * way would report the signal, as if the broker had died of it. By reflection, because the class is not part of Java's
     * standard; where it is missing the JVM's way stays.
     */
    static void exitInOrder() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object exit = Proxy.newProxyInstance(
                    TerminationSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            System.exit(0);
                        }
                        return null;
                    });
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), exit);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // Only the exit code differs.
        }
    }
}
