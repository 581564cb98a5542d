package io.tailwater.examples.simple;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageContext;
import io.tailwater.storage.tck.LogFileNames;
import io.tailwater.storage.tck.StorageUnderTest;
import java.util.List;

/**
 * What the suites have to know of the engine: its log files are like Kafka's, it has no indexes, it rewrites nothing, and a damaged
 * batch ends its log.
 */
final class SimpleStorageUnderTest implements StorageUnderTest {

    @Override
    public LogStorage open(StorageContext context) {
        return new SimpleLogStorageProvider().open(context);
    }

    @Override
    public LogFileNames fileNames() {
        return new LogFileNames(".log", List.of());
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public boolean passesDamage() {
        return false;
    }

    @Override
    public boolean sparesLinkedFiles() {
        return false;
    }
}
