package io.tailwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchMainTest {

    private static final int USAGE = 2;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "produce --bootstrap 192.0.2.1:9092",
                "produce --bootstrap nonsense",
                "produce --acks 7",
                "produce --rate 0",
                "produce --connections 0",
                "fetch --seconds -1",
                "fetch --fetch-bytes 0",
                "latency --consumers 0",
                "storage --logs 0",
                "storage --engine nonsense"
            })
    void refusesWithExitCodeOne(String arguments) {
        assertThat(execute(arguments)).isEqualTo(BenchRun.ERRORS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"produce --nonsense", "nonsense", "produce --in-flight many"})
    void refusesWrongUsageWithExitCodeTwo(String arguments) {
        assertThat(execute(arguments)).isEqualTo(USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mmap", "chronicle"})
    void measuresEnginesInThisProcess(String engine) {
        assertThat(execute("storage -l 3 -r 5000 -w 0.1 -d 0.2 -B 1024 --engine " + engine))
                .isZero();
    }

    @Test
    void explainsItself() {
        assertThat(execute("produce --help")).isZero();
        assertThat(execute("--version")).isZero();
    }

    private static int execute(String arguments) {
        BenchRun.Surroundings surroundings = new BenchRun.Surroundings(
                new PrintWriter(new StringWriter()), InstantSource.system(), System::nanoTime, new Random(1));
        return BenchMain.commandLine(surroundings).execute(arguments.split(" "));
    }
}
