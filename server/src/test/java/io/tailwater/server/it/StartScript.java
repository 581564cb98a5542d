package io.tailwater.server.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ./tailwater} starts the JVM with, read from it, so that tests run the broker that users run. Stateless. */
final class StartScript {

    private static final Pattern OPTIONS = Pattern.compile("^options=\"([^\"]*)\"", Pattern.MULTILINE);

    /** Set by the script, too: glibc keeps a heap per thread otherwise. */
    static final String MALLOC_ARENAS = "2";

    private StartScript() {}

    static List<String> jvmOptions() {
        Path script = Path.of(System.getProperty("tailwater.script", "../tailwater"));
        try {
            Matcher options = OPTIONS.matcher(Files.readString(script));
            if (!options.find()) {
                throw new IllegalStateException(script + " has no options=\"...\" for the JVM.");
            }
            return List.of(options.group(1).strip().split("\\s+", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
