package io.tailwater.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.SpiVersion;
import io.tailwater.spi.StorageContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFinderTest {

    /** An engine that was built against some version, and cannot be opened. */
    private record Built(int spiVersion) implements LogStorageProvider {

        @Override
        public String name() {
            return "built";
        }

        @Override
        public LogStorage open(StorageContext context) {
            throw new AssertionError("not to be opened");
        }
    }

    @Test
    void takesEnginesOfTheVersionsItKnowsAndNoOthers() {
        Built known = new Built(SpiVersion.CURRENT);

        assertThat(ServiceFinder.ofAKnownVersion(known)).isSameAs(known);
        for (int version : new int[] {SpiVersion.CURRENT + 1, SpiVersion.OLDEST - 1}) {
            assertThatThrownBy(() -> ServiceFinder.ofAKnownVersion(new Built(version)))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("'built' was built against version " + version);
        }
    }

    @Test
    void saysWhatIsWrongWithADirectoryOfPlugins(@TempDir Path directory) throws IOException {
        String absent = directory.resolve("absent").toString();
        assertThatThrownBy(() -> ServiceFinder.storageEngine("memory", absent))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining(absent + " cannot be read");
        assertThatThrownBy(() -> ServiceFinder.storageEngine("memory", directory.toString()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("There is no jar in " + directory);
        Path jar = directory.resolve("broken.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("META-INF/services/" + LogStorageProvider.class.getName()));
            zip.write("no.such.Provider\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> ServiceFinder.storageEngine("no-such", directory.toString()))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("no.such.Provider");
    }

    @Test
    void namesTheEnginesThereAre() {
        assertThatThrownBy(() -> ServiceFinder.storageEngine("no-such", ""))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("no-such")
                .hasMessageContaining("memory");
    }
}
