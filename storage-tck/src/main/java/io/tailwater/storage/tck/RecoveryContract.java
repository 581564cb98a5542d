package io.tailwater.storage.tck;

import org.junit.jupiter.api.Nested;

/**
 * What opening does to a directory that was not closed, or was damaged since: torn and corrupt tails, damaged batches, wrong
 * indexes, leftovers.
 * For engines that keep log and index files as {@link LogFileNames} says.
 */
public abstract class RecoveryContract {

    /** The engine to prove; called often. */
    protected abstract StorageUnderTest storage();

    @Nested
    class Tails extends TailRecoveryRules {
        @Override
        protected StorageUnderTest storage() {
            return RecoveryContract.this.storage();
        }
    }

    @Nested
    class Indexes extends IndexRecoveryRules {
        @Override
        protected StorageUnderTest storage() {
            return RecoveryContract.this.storage();
        }
    }

    @Nested
    class Damage extends DamageRules {
        @Override
        protected StorageUnderTest storage() {
            return RecoveryContract.this.storage();
        }
    }

    @Nested
    class LinkedFiles extends LinkedFileRules {
        @Override
        protected StorageUnderTest storage() {
            return RecoveryContract.this.storage();
        }
    }

    @Nested
    class Leftovers extends LeftoverRules {
        @Override
        protected StorageUnderTest storage() {
            return RecoveryContract.this.storage();
        }
    }
}
