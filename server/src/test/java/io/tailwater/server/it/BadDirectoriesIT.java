package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories on which no broker can start: one sentence that says what to do, exit code 3, and everything as it was. */
@Timeout(240)
class BadDirectoriesIT {

    private static final List<String> NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true");

    @TempDir
    Path directory;

    @Test
    void refusesADirectoryWithOtherFiles() throws Exception {
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.writeString(home.resolve("thesis.txt"), "all of it");

        assertRefused(home, "choose an empty directory");
    }

    @Test
    void refusesKafkasDirectoryAndSaysHowToImportIt() throws Exception {
        Path kafka =
                Files.createDirectories(directory.resolve("kafka/orders-0")).getParent();
        Files.writeString(kafka.resolve("meta.properties"), "version=1\n");

        assertRefused(kafka, "tailwater import");
    }

    @Test
    void refusesNewerAndDamagedNotes() throws Exception {
        Path data = filled();
        Path catalogue = data.resolve("meta/topics.json");
        byte[] good = Files.readAllBytes(catalogue);
        Files.writeString(catalogue, new String(good, StandardCharsets.UTF_8).replace("\"format\":1", "\"format\":9"));
        assertRefused(data, "use the version of Tailwater that wrote it");

        Files.writeString(catalogue, "{\"format\":1, \"top");
        assertRefused(data, "restore it from a backup");

        Files.write(catalogue, good);
        Path identity = data.resolve("meta/broker.json");
        Files.writeString(identity, "nothing of the sort");
        assertRefused(data, "restore it from a backup");
    }

    @Test
    void refusesDamagedUsersRulesSettingsAndQuotas() throws Exception {
        Path data = filled();
        Path conf = Files.writeString(directory.resolve("tailwater.json"), "{\"security\": {\"authorization\": true}}");
        Map<String, String> files = Map.of(
                "users.json", "the users",
                "acls.json", "the access rules",
                "settings.json", "the settings changed while running",
                "quotas.json", "the quotas");
        for (String name : files.keySet()) {
            Path file = data.resolve("meta").resolve(name);
            Files.writeString(file, "{\"format\":1,\"");

            String said = "meta/" + name + " (" + files.get(name) + ") cannot be read: restore it from a backup";
            assertRefused(data, said, "--conf", conf);

            Files.delete(file);
        }
    }

    @Test
    void refusesACommitJournalThatCannotBeReadAfterACrash() throws Exception {
        Path data = filled();
        Files.delete(data.resolve(".kafka_cleanshutdown"));
        Path journal = Files.createDirectory(data.resolve("commit.journal"));

        assertRefused(
                data,
                journal
                        + " cannot be read (Is a directory): it may have the only copy of records that were acknowledged,"
                        + " so make it readable and start again, or move it away to start without them.");
    }

    @Test
    void refusesADirectoryThatAnotherBrokerUses() throws Exception {
        Path data = directory.resolve("data");
        try (BrokerProcess first = BrokerProcess.start(BrokerSetup.in(data))) {
            CommandRun second = start(data);

            assertThat(second.exitCode()).isEqualTo(3);
            assertThat(second.output()).contains("in use by another broker: stop it, or choose another directory");
            assertThat(first.running()).isTrue();
        }
    }

    @Test
    void refusesAFileSystemThatIsMountedReadOnly() throws Exception {
        Path data = filled();
        assumeTrue(run("mount", "--bind", data.toString(), data.toString()) == 0, "not allowed to mount");
        try {
            assumeTrue(run("mount", "-o", "remount,ro,bind", data.toString()) == 0, "not allowed to mount read-only");

            assertRefused(data, "mounted read-only");
            assertThat(CommandRun.of("log", "verify", data).exitCode()).isZero();
        } finally {
            run("umount", data.toString());
        }
    }

    @Test
    void refusesADirectoryThatItsUserMayNotUse() throws Exception {
        assumeTrue(run(NOBODY.toArray(String[]::new)) == 0, "not allowed to become another user");
        Path data = filled();
        Path jar = Files.copy(BrokerProcess.jar(), directory.resolve("tailwater.jar"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String permissions : List.of("rwxr-xr-x", "rwx------")) {
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(permissions));
            Map<Path, Long> before = contents(data);

            CommandRun refused = CommandRun.by(
                    NOBODY.subList(0, NOBODY.size() - 1),
                    jar,
                    "start",
                    "--data",
                    data,
                    "--port",
                    "0",
                    "--http-port",
                    "0");

            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(3);
            assertThat(refused.output().lines().filter(line -> line.contains("may not be used by this user")))
                    .as(refused.output())
                    .hasSize(1);
            assertThat(refused.output()).doesNotContain("Exception", "\tat ");
            assertThat(contents(data)).isEqualTo(before);
        }
    }

    private Path filled() throws Exception {
        Path data = directory.resolve("data");
        try (BrokerProcess broker = BrokerProcess.start(BrokerSetup.in(data))) {
            try (Producer<byte[], byte[]> producer = new KafkaClients(broker.address()).producer()) {
                SentRecords.await(producer.send(new ProducerRecord<>("orders", new byte[100])));
            }
            assertThat(broker.terminate()).isZero();
        }
        return data;
    }

    private static void assertRefused(Path data, String remedy, Object... options) throws Exception {
        Map<Path, Long> before = contents(data);

        CommandRun run = start(data, options);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(run.output().lines().filter(line -> line.contains(remedy)))
                .as(run.output())
                .hasSize(1);
        assertThat(run.output()).doesNotContain("Exception", "\tat ");
        assertThat(contents(data)).isEqualTo(before);
    }

    private static CommandRun start(Path data, Object... options) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("start", "--data", data, "--port", "0", "--http-port", "0"));
        arguments.addAll(List.of(options));
        return CommandRun.of(arguments.toArray());
    }

    private static Map<Path, Long> contents(Path root) throws IOException {
        Map<Path, Long> contents = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.toList()) {
                CRC32C crc = new CRC32C();
                if (Files.isRegularFile(path)) {
                    crc.update(Files.readAllBytes(path));
                }
                contents.put(root.relativize(path), crc.getValue());
            }
        }
        return contents;
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        } catch (IOException absent) {
            return -1;
        }
    }
}
