package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Clients of other languages do what their users do: produce with every compression they have, share a topic in a group
 * whose members come and go, seek, commit, administer. The programs are in {@code src/test/clients} and pass against
 * Apache Kafka.
 */
@Timeout(400)
class ClientProgramsIT {

    private static final Path PROGRAMS = Path.of("src", "test", "clients");

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @Test
    void kafkajsWorksUnchanged() throws Exception {
        passes(javaScript("kafkajs"), "kafkajs.js");
    }

    @Test
    void platformaticKafkaWorksUnchanged() throws Exception {
        passes(javaScript("@platformatic/kafka"), "platformatic.js");
    }

    @Test
    void librdkafkaInPythonWorksUnchanged() throws Exception {
        passes(python("confluent_kafka", "python3-confluent-kafka"), "confluent.py");
    }

    @Test
    void kafkaPythonWorksUnchanged() throws Exception {
        passes(python("kafka", "python3-kafka"), "kafka_python.py");
    }

    @Test
    void vertxBrowserClientTailsAndProduces() throws Exception {
        passes(
                javaScript("@vertx/eventbus-bridge-client.js"),
                "eventbus.js",
                BROKER.process().httpAddress());
    }

    private static void passes(ForeignProgram interpreter, String program) throws IOException, InterruptedException {
        passes(interpreter, program, BROKER.address());
    }

    private static void passes(ForeignProgram interpreter, String program, String address)
            throws IOException, InterruptedException {
        Path file = PROGRAMS.resolve(program.endsWith(".js") ? "js" : "python").resolve(program);

        String output = interpreter.run(file.toString(), address).succeeds();

        assertThat(output.lines().filter(line -> line.startsWith("ok "))).hasSizeGreaterThan(5);
    }

    private static ForeignProgram javaScript(String dependency) {
        ForeignProgram.need(
                Files.isDirectory(PROGRAMS.resolve("js").resolve("node_modules").resolve(dependency)),
                dependency,
                "npm ci --prefix server/src/test/clients/js");
        return new ForeignProgram(List.of("node"));
    }

    /** Debian's own interpreter, which has Debian's packages. */
    private static ForeignProgram python(String module, String debianPackage) throws IOException, InterruptedException {
        ForeignProgram python = new ForeignProgram(List.of("/usr/bin/python3", "-B"));
        boolean there = Files.isExecutable(Path.of("/usr/bin/python3"))
                && python.run("-c", "import " + module).exitCode() == 0;
        ForeignProgram.need(there, module, "apt-get install " + debianPackage);
        return python;
    }
}
