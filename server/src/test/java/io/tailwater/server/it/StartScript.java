package io.tailwater.server.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ./tailwater} starts the JVM with, read from it, so that tests run the broker that users run. Stateless. */
final class StartScript {

    /** Set by the script, too: glibc keeps a heap per thread otherwise. */
    static final String MALLOC_ARENAS = "2";

    private StartScript() {}

    /** For the JVM that runs the tests, which runs the brokers, too. */
    static List<String> jvmOptions() {
        String text = text();
        List<String> options = new ArrayList<>(words("options", text));
        if (Runtime.version().feature() >= 24) {
            options.addAll(words("options24", text));
        }
        return options;
    }

    /** Those beside them with which a broker with the engine {@code chronicle} is started. */
    static List<String> chronicleOptions() {
        return words("chronicle", text());
    }

    private static String text() {
        try {
            return Files.readString(Path.of(System.getProperty("tailwater.script", "../tailwater")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(String variable, String script) {
        Matcher assignment = Pattern.compile("^" + variable + "=\"([^\"]*)\"", Pattern.MULTILINE)
                .matcher(script);
        if (!assignment.find()) {
            throw new IllegalStateException("The start script has no " + variable + "=\"...\" for the JVM.");
        }
        return List.of(assignment.group(1).strip().split("\\s+", -1));
    }
}
