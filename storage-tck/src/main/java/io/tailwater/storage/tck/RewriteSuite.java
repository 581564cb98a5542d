package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailwater.spi.LogRewrite;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** What suites of compaction have: 40 batches of one offset and 1000 bytes, four a segment, the last of which is being written. */
abstract class RewriteSuite extends StorageSuite {

    /** What is appended, all by the offsets they have. */
    List<ByteBuffer> batches = new ArrayList<>();

    @BeforeEach
    void skipWhatCannotRewrite() {
        assumeTrue(storage().rewrites(), "this engine cannot rewrite segments");
    }

    final PartitionLog given(EngineSession session) {
        PartitionLog log = session.openLog();
        batches = session.appendMany(log, 40, 1000);
        return log;
    }

    final List<ByteBuffer> only(int... offsets) {
        List<ByteBuffer> chosen = new ArrayList<>();
        for (int offset : offsets) {
            chosen.add(batches.get(offset));
        }
        return chosen;
    }

    static boolean rewrite(PartitionLog log, long from, long to, List<ByteBuffer> by) {
        try (LogRewrite rewrite = log.rewrite(from, to)) {
            assertThat(rewrite.fromOffset()).isEqualTo(from);
            assertThat(rewrite.toOffset()).isEqualTo(to);
            by.forEach(rewrite::append);
            return rewrite.commit();
        }
    }

    static List<ByteBuffer> concat(List<ByteBuffer> first, List<ByteBuffer> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    static void assertExtent(PartitionLog log, long start, long end) {
        assertThat(log.startOffset()).isEqualTo(start);
        assertThat(log.endOffset()).isEqualTo(end);
        List<SegmentInfo> segments = log.segments();
        for (int i = 1; i < segments.size(); i++) {
            assertThat(segments.get(i).baseOffset())
                    .isGreaterThanOrEqualTo(segments.get(i - 1).endOffset());
        }
    }

    final void assertReopenedHolds(EngineSession session, long start, long end, List<ByteBuffer> expected) {
        EngineSession after = reopened(session);
        PartitionLog log = after.openLog();
        assertExtent(log, start, end);
        after.assertHolds(log, expected);
    }
}
