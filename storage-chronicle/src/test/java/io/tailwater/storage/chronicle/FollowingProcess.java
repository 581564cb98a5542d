package io.tailwater.storage.chronicle;

import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Follows a log to an offset, and prints the checksum of all that it saw: {@code DIRECTORY TOPIC PARTITION OFFSET}. */
final class FollowingProcess {

    private FollowingProcess() {}

    /** Prints {@code following} when it has begun, then the checksum. */
    public static void main(String[] arguments) throws IOException {
        long end = Long.parseLong(arguments[3]);
        CRC32C checksum = new CRC32C();
        ByteBuffer batches = ByteBuffer.allocateDirect(1 << 20);
        try (LogFollower follower =
                LogFollower.open(Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2]))) {
            System.out.println("following");
            long expected = follower.position();
            while (follower.position() < end) {
                if (follower.poll(batches.clear()) == 0) {
                    Thread.onSpinWait();
                    continue;
                }
                expected = check(batches.flip(), expected);
                checksum.update(batches);
            }
        }
        System.out.println(checksum.getValue());
    }

    private static long check(ByteBuffer batches, long expected) {
        long next = expected;
        for (int at = 0; at < batches.limit(); at += RecordBatchHeader.sizeInBytes(batches, at)) {
            if (RecordBatchHeader.baseOffset(batches, at) != next) {
                throw new IllegalStateException(
                        "offset " + RecordBatchHeader.baseOffset(batches, at) + " follows " + (next - 1));
            }
            next = RecordBatchHeader.lastOffset(batches, at) + 1;
        }
        return next;
    }
}
