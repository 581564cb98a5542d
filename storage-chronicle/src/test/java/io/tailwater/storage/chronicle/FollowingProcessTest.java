package io.tailwater.storage.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.storage.tck.EngineSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FollowingProcessTest {

    private static final int BATCHES = 20_000;

    @TempDir
    Path directory;

    @Test
    @Timeout(180)
    void anotherProcessWithoutJvmOptionsReadsEveryByteWhileTheLogIsWritten() throws Exception {
        try (EngineSession session = EngineSession.open(new ChronicleLogStorageProvider()::open, directory)) {
            PartitionLog log = session.openLog(EngineSession.LOG, new LogOptions(1 << 20, Long.MAX_VALUE, 4096));
            Process process = follow(BATCHES);
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(output.readLine()).isEqualTo("following");
                CRC32C checksum = new CRC32C();
                for (int i = 0; i < BATCHES; i++) {
                    ByteBuffer batch = session.appendMany(log, 1, 200 + i % 700).get(0);
                    checksum.update(batch.duplicate());
                }
                assertThat(output.readLine()).isEqualTo(String.valueOf(checksum.getValue()));
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private Process follow(long endOffset) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FollowingProcess.class.getName(),
                        EngineSession.directoryOf(directory).toString(),
                        EngineSession.LOG.topic(),
                        String.valueOf(EngineSession.LOG.partition()),
                        String.valueOf(endOffset))
                .redirectErrorStream(true)
                .start();
    }
}
