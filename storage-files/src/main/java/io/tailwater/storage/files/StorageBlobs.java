package io.tailwater.storage.files;

import java.io.IOException;
import java.util.Optional;

/** The named values of a storage: files for their owner only, since the keys of users are among them. Thread-safe; blocking. */
final class StorageBlobs {

    private final StorageRoot root;

    StorageBlobs(StorageRoot root) {
        this.root = root;
    }

    Optional<byte[]> read(String name) {
        try {
            return FileContents.read(root.files(), root.blobPath(name));
        } catch (IOException e) {
            throw DiskErrors.describe("reading blob " + name, e);
        }
    }

    synchronized void write(String name, byte[] bytes) {
        try {
            FileContents.replacePrivate(root.files(), root.blobPath(name), bytes);
            root.files().forceDirectory(root.blobs());
        } catch (IOException e) {
            throw DiskErrors.describe("writing blob " + name, e);
        }
    }
}
