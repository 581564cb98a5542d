package io.tailwater.server.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The batches in the files of one partition, to be damaged.
 *
 * @param directory the partition's directory
 */
record StoredBatches(Path directory) {

    /** Where things are in a batch of format v2. */
    static final int LENGTH_AT = 8;

    static final int RECORDS_AT = 61;

    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int LENGTH_OVERHEAD = 12;

    /** The file and the position of the batch that holds an offset. */
    record Place(Path file, int position, long baseOffset, int sizeInBytes) {}

    Place find(long offset) throws IOException {
        for (Path file : files()) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            for (int at = 0; at + RECORDS_AT <= bytes.limit() && bytes.getInt(at + LENGTH_AT) > 0; ) {
                int size = LENGTH_OVERHEAD + bytes.getInt(at + LENGTH_AT);
                long base = bytes.getLong(at);
                if (base + bytes.getInt(at + LAST_OFFSET_DELTA_AT) >= offset) {
                    return new Place(file, at, base, size);
                }
                at += size;
            }
        }
        throw new IllegalStateException("no batch in " + directory + " holds offset " + offset);
    }

    /** Flips the lowest bit of one byte of the batch that holds an offset. */
    Place flip(long offset, int byteInBatch) throws IOException {
        Place place = find(offset);
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            file.seek(place.position() + byteInBatch);
            int before = file.read();
            file.seek(place.position() + byteInBatch);
            file.write(before ^ 1);
        }
        return place;
    }

    List<Path> files() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }
}
