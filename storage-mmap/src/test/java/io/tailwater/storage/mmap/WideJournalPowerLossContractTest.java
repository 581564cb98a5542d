package io.tailwater.storage.mmap;

import io.tailwater.storage.tck.PowerLossContract;
import io.tailwater.storage.tck.StorageUnderTest;
import org.junit.jupiter.api.Tag;

/** Where frames, and what is lost of them, take several pages. */
@Tag("thorough")
class WideJournalPowerLossContractTest extends PowerLossContract {

    @Override
    protected StorageUnderTest storage() {
        return JournaledForces.storage(48 << 10);
    }
}
