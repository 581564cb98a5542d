package io.tailwater.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyOutputStream;

/** Snappy's own encoders, both shapes, any step. */
class SnappyChunksTest {

    @Property(tries = 100)
    void decodesWhatSnappyEncodes(
            @ForAll long seed,
            @ForAll @IntRange(max = 300_000) int size,
            @ForAll @IntRange(min = 1, max = 250) int letters,
            @ForAll @IntRange(min = 1, max = 70_000) int step,
            @ForAll boolean framed)
            throws IOException {
        byte[] data = data(seed, size, letters);
        ByteBuffer encoded = ByteBuffer.wrap(framed ? framed(data) : Snappy.compress(data));
        BufferPool pool = new BufferPool(1 << 20);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();

        try (SnappyChunks chunks = new SnappyChunks(encoded, pool)) {
            for (ByteBuffer chunk = chunks.next(step); chunk != null; chunk = chunks.next(step)) {
                assertThat(chunk.remaining()).isBetween(1, step);
                byte[] bytes = new byte[chunk.remaining()];
                chunk.get(bytes);
                decoded.write(bytes);
            }
        }

        assertThat(decoded.toByteArray()).isEqualTo(data);
        assertThat(pool.lent()).isZero();
    }

    private static byte[] framed(byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SnappyOutputStream snappy = new SnappyOutputStream(out)) {
            snappy.write(data);
        }
        return out.toByteArray();
    }

    /** Runs and repeats of all lengths and distances. */
    private static byte[] data(long seed, int size, int letters) {
        Random random = new Random(seed);
        byte[] data = new byte[size];
        int at = 0;
        while (at < size) {
            int run = Math.min(size - at, 1 + random.nextInt(1 << random.nextInt(10)));
            int back = at == 0 ? 0 : 1 + random.nextInt(Math.min(at, 1 << random.nextInt(17)));
            boolean fresh = back == 0 || random.nextInt(3) == 0;
            for (int i = 0; i < run; i++) {
                data[at] = fresh ? (byte) random.nextInt(letters) : data[at - back];
                at++;
            }
        }
        return data;
    }
}
