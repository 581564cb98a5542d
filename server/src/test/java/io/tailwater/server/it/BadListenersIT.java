package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Listeners that cannot be opened are told of before anything is done with the data directory, whose recovery may take minutes:
 * the one that is named here is not even made.
 */
@Timeout(240)
class BadListenersIT {

    @TempDir
    Path directory;

    @Test
    void tellsOfATakenPortBeforeItOpensTheDirectory() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            assertRefused(4, "Cannot listen on 127.0.0.1:" + port, "--port", port, "--http-port", "0");
            assertRefused(4, "--http-port and --host choose others", "--port", "0", "--http-port", port);
        }
    }

    @Test
    void tellsOfABadCertificateBeforeItOpensTheDirectory() throws Exception {
        Path certificate = Files.writeString(directory.resolve("bad.pem"), "nothing of the sort");
        Path conf = Files.writeString(
                directory.resolve("tailwater.json"),
                "{\"kafka\": {\"tls\": {\"certificate\": \"" + certificate + "\"}}}");
        assertRefused(2, certificate.toString(), "--conf", conf, "--port", "0", "--http-port", "0");
    }

    private void assertRefused(int exitCode, String said, Object... options) throws Exception {
        Path data = directory.resolve("data");
        List<Object> arguments = new ArrayList<>(List.of("start", "--data", data));
        arguments.addAll(List.of(options));

        CommandRun refused = CommandRun.of(arguments.toArray());

        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(exitCode);
        assertThat(refused.output()).contains(said).doesNotContain("Exception", "\tat ");
        assertThat(data).doesNotExist();
    }
}
