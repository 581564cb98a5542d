package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.LogContract;
import io.tailwater.storage.tck.StorageUnderTest;

class DirectLogContractTest extends LogContract {

    @Override
    protected StorageUnderTest storage() {
        return DirectAppends.storage();
    }
}
