package io.tailwater.storage.tck;

import org.junit.jupiter.api.Nested;

/**
 * Every numbered rule of {@link io.tailwater.spi.LogStorage} and {@link io.tailwater.spi.PartitionLog} that shows without
 * damage or chance. Each group is a class of its own.
 */
public abstract class LogContract {

    /** The engine to prove; called often. */
    protected abstract StorageUnderTest storage();

    @Nested
    class Appending extends AppendRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Reading extends ReadRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Flushing extends FlushRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Segments extends SegmentRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Rolling extends RollRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Timestamps extends TimestampRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Cutting extends CutRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Leases extends LeaseRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Aborted extends AbortedTransactionRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Rewriting extends RewriteRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class RewritingMeanwhile extends RewriteLimitRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Blobs extends BlobRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Directories extends DirectoryRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }

    @Nested
    class Closing extends CloseRules {
        @Override
        protected StorageUnderTest storage() {
            return LogContract.this.storage();
        }
    }
}
