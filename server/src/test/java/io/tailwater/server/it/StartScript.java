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

    private static final String MAIN_CLASS = "io.tailwater.server.TailwaterMain";
    private static final Pattern COMMANDS =
            Pattern.compile("(start(?: \\| [a-z-]+)+)\\) ;;\\s+\\*\\) options=\"\\$options ([^\"]*)\"");

    /** Set by the script, too: glibc keeps a heap per thread otherwise. */
    static final String MALLOC_ARENAS = "2";

    private StartScript() {}

    /** The line that runs a command of the fat jar the build has made, {@code start} for one, with flags for the JVM of its own. */
    static List<String> command(List<String> jvmFlags, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(BrokerProcess.java());
        line.addAll(jvmOptions());
        line.addAll(optionsOf(arguments.length == 0 ? "" : arguments[0]));
        line.addAll(ClassArchive.options());
        line.addAll(jvmFlags);
        line.addAll(List.of("-cp", BrokerProcess.jar().toString(), MAIN_CLASS));
        line.addAll(List.of(arguments));
        return line;
    }

    /** The same with a copy of the jar, whose classes are not in the archive. */
    static List<String> commandOf(Path jar, String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(BrokerProcess.java());
        line.addAll(jvmOptions());
        line.addAll(List.of("-cp", jar.toString(), MAIN_CLASS));
        line.addAll(List.of(arguments));
        return line;
    }

    /** For the JVM that runs the tests, which runs the brokers, too. */
    static List<String> jvmOptions() {
        String text = text();
        List<String> options = new ArrayList<>(words("options", text));
        if (Runtime.version().feature() >= 24) {
            options.addAll(words("options24", text));
        }
        return options;
    }

    /** What the script adds for all commands but a few, which it names. */
    private static List<String> optionsOf(String command) {
        Matcher choice = COMMANDS.matcher(text());
        if (!choice.find()) {
            throw new IllegalStateException("The start script does not say which commands need no second compiler.");
        }
        boolean named = List.of(choice.group(1).split(" \\| ", -1)).contains(command);
        return named ? List.of() : List.of(choice.group(2).split(" ", -1));
    }

    /** How the class archive is used without a word of it. */
    static List<String> archiveOptions() {
        return words("quiet", text());
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
