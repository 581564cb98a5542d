package io.tailwater.storage.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.ReferenceOwner;

/** Has Chronicle map pieces of files. Stateless. */
final class Chunks {

    private Chunks() {}

    /**
     * Maps one chunk for reading and writing; blocking. The file is opened for that and closed again, since a mapping needs no
     * descriptor, and may be longer afterwards, by a hole.
     *
     * @param start a multiple of the size
     * @param owner has a reference to the chunk, which is unmapped with the last one
     */
    static MappedBytesStore map(Path path, long start, int sizeInBytes, ReferenceOwner owner) throws IOException {
        MappedFile file = MappedFile.of(path.toFile(), sizeInBytes, 0, OS.pageSize(), false);
        try {
            MappedBytesStore chunk = file.acquireByteStore(owner, start);
            chunk.singleThreadedCheckDisabled(true);
            return chunk;
        } finally {
            file.releaseLast();
        }
    }
}
