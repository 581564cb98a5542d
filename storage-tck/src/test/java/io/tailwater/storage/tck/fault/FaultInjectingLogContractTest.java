package io.tailwater.storage.tck.fault;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.storage.tck.LogContract;
import io.tailwater.storage.tck.StorageUnderTest;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;

/** Without faults it is the engine that it is around. */
class FaultInjectingLogContractTest extends LogContract {

    @Override
    protected StorageUnderTest storage() {
        return new StorageUnderTest() {
            @Override
            public LogStorage open(StorageContext context) {
                return new FaultInjectingStorageProvider(new InMemoryLogStorageProvider(), new StorageFaults())
                        .open(context);
            }

            @Override
            public boolean keepsFiles() {
                return false;
            }
        };
    }
}
