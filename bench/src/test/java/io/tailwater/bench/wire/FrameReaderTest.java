package io.tailwater.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    @Property(tries = 100)
    void givesEveryFrameWholeHoweverTheBytesArrive(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 4, max = 700_000) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 300_000) int pieceBytes)
            throws IOException {
        ByteBuffer sent =
                ByteBuffer.allocate(sizes.stream().mapToInt(size -> 4 + size).sum());
        List<Integer> expected = new ArrayList<>();
        Random random = new Random(sizes.hashCode());
        for (int size : sizes) {
            byte[] frame = new byte[size];
            random.nextBytes(frame);
            expected.add(ByteBuffer.wrap(frame).hashCode());
            sent.putInt(size).put(frame);
        }
        FrameReader reader = new FrameReader(new Pieces(sent.flip(), Math.max(pieceBytes, sent.limit() / 2000)));
        List<Integer> received = new ArrayList<>();

        while (received.size() < sizes.size()) {
            reader.receive();
            for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
                received.add(frame.hashCode());
            }
        }

        assertThat(received).isEqualTo(expected);
    }

    @Test
    void refusesALengthNoAnswerHas() throws IOException {
        FrameReader reader = new FrameReader(new Pieces(ByteBuffer.allocate(8).putInt(0, -1), 8));
        reader.receive();

        assertThatThrownBy(reader::next).isInstanceOf(BenchException.class).hasMessageContaining("-1 bytes");
    }

    @Test
    void saysThatTheBrokerClosed() {
        FrameReader reader = new FrameReader(new Pieces(ByteBuffer.allocate(0), 1));

        assertThatThrownBy(reader::receive).isInstanceOf(BenchException.class).hasMessageContaining("closed");
    }

    /** Gives its bytes a few at a time, then the end. */
    private record Pieces(ByteBuffer bytes, int pieceBytes) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int length = Math.min(pieceBytes, Math.min(bytes.remaining(), target.remaining()));
            target.put(bytes.slice(bytes.position(), length));
            bytes.position(bytes.position() + length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
