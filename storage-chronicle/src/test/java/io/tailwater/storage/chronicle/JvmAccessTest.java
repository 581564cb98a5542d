package io.tailwater.storage.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tailwater.storage.tck.EngineSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JvmAccessTest {

    @TempDir
    Path directory;

    /** In a JVM without options: opens a storage, and prints why it cannot. */
    static final class Program {

        private Program() {}

        public static void main(String[] arguments) {
            try {
                EngineSession.open(new ChronicleLogStorageProvider()::open, Path.of(arguments[0]));
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
                System.exit(7);
            }
        }
    }

    @Test
    void isThereWithTheOptionsOfTheBuild() {
        assertThatCode(JvmAccess::check).doesNotThrowAnyException();
    }

    @Test
    @Timeout(180)
    void saysWhichOptionsAreMissingBeforeItTouchesTheDirectory() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isEqualTo(7);
        assertThat(output)
                .contains("engine chronicle needs JVM options")
                .contains(" --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
        assertThat(directory).isEmptyDirectory();
    }
}
