package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.server.it.ForeignProgram.Running;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Streams application with a state store counts words, is killed and started again, and has counted each word once. */
@Timeout(500)
class KafkaStreamsIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
    void countsWordsOverARestart(String guarantee) throws Exception {
        String lines = "lines-" + guarantee;
        String counts = "counts-" + guarantee;
        try (Admin admin = BROKER.clients().admin()) {
            Topics topics = new Topics(admin);
            topics.create(lines, 2);
            topics.create(counts, 1);
        }
        ForeignProgram wordCount = ForeignProgram.java("kafka-streams", "io.tailwater.clients.streams.WordCount");
        String[] arguments = {
            BROKER.address(), lines, counts, directory.resolve("state").toString(), guarantee
        };

        CountedWords words = new CountedWords(BROKER.clients());
        words.write(lines);
        try (Running first = wordCount.start(directory.resolve("first"), arguments)) {
            words.await(counts, CountedWords.LINES, first);
            words.write(lines);
            if (guarantee.equals("at_least_once")) {
                first.finish();
            }
        }
        try (Running second = wordCount.start(directory.resolve("second"), arguments)) {
            words.await(counts, 2 * CountedWords.LINES, second);
            second.finish();
        }

        assertThat(words.in(counts)).isEqualTo(CountedWords.expected(2 * CountedWords.LINES));
    }
}
