package io.tailwater.storage.tck.memory;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.storage.tck.StorageUnderTest;

/** An engine that keeps nothing: what is about files is skipped. */
final class InMemoryStorageUnderTest implements StorageUnderTest {

    @Override
    public LogStorage open(StorageContext context) {
        return new InMemoryLogStorageProvider().open(context);
    }

    @Override
    public boolean keepsFiles() {
        return false;
    }
}
