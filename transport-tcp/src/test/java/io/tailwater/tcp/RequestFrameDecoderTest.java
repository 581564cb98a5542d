package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte of direct memory that a test took must be free when it ends. */
class RequestFrameDecoderTest {

    private static final int MAX_FRAME_BYTES = 100 << 20;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, false);
    private final RequestBudget budget = new RequestBudget(1L << 30);

    @AfterEach
    void nothingIsLeft() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void findsFramesWhereverTheStreamIsCut() {
        byte[] stream = stream(10, 11, 300, 12);
        for (int cut = 0; cut <= stream.length; cut++) {
            EmbeddedChannel channel = channel(budget);

            channel.writeInbound(direct(stream, 0, cut), direct(stream, cut, stream.length));

            assertThat(sizes(channel)).as("cut at %d", cut).containsExactly(10, 11, 300, 12);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void findsFramesOfASlowWriter() {
        byte[] stream = stream(10, 64, 10);
        EmbeddedChannel channel = channel(budget);
        for (int i = 0; i < stream.length; i++) {
            channel.writeInbound(direct(stream, i, i + 1));
        }
        assertThat(sizes(channel)).containsExactly(10, 64, 10);
        channel.finishAndReleaseAll();
    }

    @Test
    void collectsAFrameLargerThanAnyRead() {
        byte[] stream = stream(3 << 20);
        EmbeddedChannel channel = channel(budget);
        for (int from = 0; from < stream.length; from += 70_001) {
            channel.writeInbound(direct(stream, from, Math.min(stream.length, from + 70_001)));
        }
        RequestFrame frame = channel.readInbound();
        assertThat(frame.view()).isEqualTo(ByteBuffer.wrap(stream, 4, stream.length - 4));
        frame.release();
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, 9, MAX_FRAME_BYTES + 1, Integer.MAX_VALUE})
    void refusesALengthThatCannotBe(int length) {
        EmbeddedChannel channel = channel(budget);

        channel.writeInbound(Unpooled.directBuffer().writeInt(length).writeZero(100));

        assertThat(channel.<Object>readInbound()).isInstanceOf(FrameRefused.class);
        channel.writeInbound(Unpooled.directBuffer().writeZero(100));
        assertThat(channel.<Object>readInbound()).isNull();
        channel.finishAndReleaseAll();
    }

    @Test
    void takesMemoryAsBytesArriveNotAsTheyAreClaimed() {
        EmbeddedChannel channel = channel(budget);

        channel.writeInbound(
                direct(ByteBuffer.allocate(14).putInt(MAX_FRAME_BYTES).array(), 0, 14));

        assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(1 << 10);
        channel.finishAndReleaseAll();
    }

    @Test
    void neitherThrowsNorLeaksOnGarbage() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 300; round++) {
            EmbeddedChannel channel = channel(budget);
            for (int piece = 0; piece < 5; piece++) {
                byte[] bytes = new byte[random.nextInt(1, 200)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    bytes[0] = 0;
                }
                channel.writeInbound(direct(bytes, 0, bytes.length));
            }
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                if (message instanceof RequestFrame frame) {
                    frame.release();
                }
            }
            channel.finishAndReleaseAll();
            assertThat(budget.reservedBytes()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void holdsBackFramesWhilePausedAndStopsReading() {
        byte[] stream = stream(10, 20, 30);
        RequestFrameDecoder decoder = new RequestFrameDecoder(MAX_FRAME_BYTES, new RequestBudgets(budget, budget));
        EmbeddedChannel channel = channel(decoder);
        decoder.pause();

        channel.writeInbound(direct(stream, 0, stream.length));

        assertThat(sizes(channel)).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();
        decoder.resume();
        assertThat(sizes(channel)).containsExactly(10, 20, 30);
        assertThat(channel.config().isAutoRead()).isTrue();
        channel.finishAndReleaseAll();
    }

    @Test
    void dropsWhatItHeldBackWhenTheSocketCloses() {
        byte[] stream = stream(10, 20, 30);
        RequestFrameDecoder decoder = new RequestFrameDecoder(MAX_FRAME_BYTES, new RequestBudgets(budget, budget));
        EmbeddedChannel channel = channel(decoder);
        decoder.pause();
        channel.writeInbound(direct(stream, 0, stream.length));

        channel.finishAndReleaseAll();

        assertThat(sizes(channel)).isEmpty();
    }

    @Test
    void waitsForRoomAndGoesOnWhenThereIs() {
        RequestBudget small = new RequestBudget(100);
        EmbeddedChannel first = channel(small);
        EmbeddedChannel second = channel(small);
        byte[] stream = stream(80);
        first.writeInbound(direct(stream, 0, stream.length));
        second.writeInbound(direct(stream, 0, stream.length));
        assertThat(second.<Object>readInbound()).isNull();
        assertThat(second.config().isAutoRead()).isFalse();

        assertThat(sizes(first)).containsExactly(80);
        second.runPendingTasks();

        assertThat(sizes(second)).containsExactly(80);
        assertThat(small.reservedBytes()).isZero();
        first.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }

    @Test
    void givesRoomBackWhenItClosesWaitingOrMidFrame() {
        RequestBudget small = new RequestBudget(100);
        EmbeddedChannel collecting = channel(small);
        EmbeddedChannel waiting = channel(small);
        byte[] stream = stream(80);
        collecting.writeInbound(direct(stream, 0, 40));
        waiting.writeInbound(direct(stream, 0, 40));

        waiting.finishAndReleaseAll();
        collecting.finishAndReleaseAll();

        assertThat(small.reservedBytes()).isZero();
    }

    @Test
    void doesNotMakeUsualRequestsWaitBehindLargeOnesThatDoNotCome() {
        RequestBudgets budgets = RequestBudgets.of(2 << 20);
        EmbeddedChannel announcing = channel(new RequestFrameDecoder(MAX_FRAME_BYTES, budgets));
        EmbeddedChannel usual = channel(new RequestFrameDecoder(MAX_FRAME_BYTES, budgets));
        byte[] large = stream(90 << 20);
        announcing.writeInbound(direct(large, 0, 1_000));

        byte[] stream = stream(RequestBudgets.USUAL_BYTES);
        usual.writeInbound(direct(stream, 0, stream.length));

        assertThat(sizes(usual)).containsExactly(RequestBudgets.USUAL_BYTES);
        announcing.finishAndReleaseAll();
        usual.finishAndReleaseAll();
    }

    @Test
    void holdsNoRoomForFramesThatAreOnlyAnnounced() {
        RequestBudget small = new RequestBudget(100_000);
        RequestFrameDecoder decoder = new RequestFrameDecoder(MAX_FRAME_BYTES, new RequestBudgets(small, small));
        EmbeddedChannel announcing = channel(decoder);
        byte[] stream = stream(100_000);

        announcing.writeInbound(direct(stream, 0, 1_000));
        assertThat(small.reservedBytes()).isZero();

        announcing.writeInbound(direct(stream, 1_000, 1_100));
        assertThat(small.reservedBytes()).isEqualTo(100_000);
        assertThat(decoder.keepsOthersWaiting()).isFalse();

        EmbeddedChannel second = channel(small);
        second.writeInbound(direct(stream, 0, 50_000));
        assertThat(decoder.keepsOthersWaiting()).isTrue();

        announcing.writeInbound(direct(stream, 1_100, stream.length));
        assertThat(sizes(announcing)).containsExactly(100_000);
        announcing.finishAndReleaseAll();
        second.runPendingTasks();
        second.writeInbound(direct(stream, 50_000, stream.length));
        assertThat(sizes(second)).containsExactly(100_000);
        second.finishAndReleaseAll();
    }

    private EmbeddedChannel channel(RequestBudget room) {
        return channel(new RequestFrameDecoder(MAX_FRAME_BYTES, new RequestBudgets(room, room)));
    }

    private EmbeddedChannel channel(RequestFrameDecoder decoder) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(decoder);
        return channel;
    }

    private ByteBuf direct(byte[] bytes, int from, int to) {
        return allocator.directBuffer(Math.max(1, to - from)).writeBytes(bytes, from, to - from);
    }

    private static byte[] stream(int... sizes) {
        int total = 0;
        for (int size : sizes) {
            total += 4 + size;
        }
        ByteBuffer stream = ByteBuffer.allocate(total);
        for (int size : sizes) {
            stream.putInt(size);
            for (int i = 0; i < size; i++) {
                stream.put((byte) (i * 31 + size));
            }
        }
        return stream.array();
    }

    private static List<Integer> sizes(EmbeddedChannel channel) {
        List<Integer> sizes = new ArrayList<>();
        for (RequestFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            assertThat(frame.view().get(0)).isEqualTo((byte) frame.size());
            sizes.add(frame.size());
            frame.release();
        }
        return sizes;
    }
}
