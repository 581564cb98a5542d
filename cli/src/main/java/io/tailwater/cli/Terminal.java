package io.tailwater.cli;

import java.io.Console;

/** Whether a person is looking. Stateless. */
final class Terminal {

    private Terminal() {}

    /** Whether both input and output are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // From JDK 22 on it is never null, and has a method that says it.
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
