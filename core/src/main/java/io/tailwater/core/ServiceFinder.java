package io.tailwater.core;

import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.spi.LogStorageProvider;
import java.util.Iterator;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Finds what is plugged in on the class path. Stateless. */
final class ServiceFinder {

    private ServiceFinder() {}

    /** @throws InvalidConfigException when there is no engine of that name, naming those there are */
    static LogStorageProvider storageEngine(String name) {
        Set<String> names = new TreeSet<>();
        for (LogStorageProvider provider : load(LogStorageProvider.class)) {
            if (provider.name().equals(name)) {
                return provider;
            }
            names.add(provider.name());
        }
        throw new InvalidConfigException(
                "There is no storage engine '" + name + "' (storage.engine): the class path has "
                        + (names.isEmpty() ? "none" : String.join(", ", names)) + ".");
    }

    static RecordFormat recordFormat() {
        Iterator<RecordFormat> formats = load(RecordFormat.class).iterator();
        if (!formats.hasNext()) {
            throw new InvalidConfigException(
                    "There is no record format on the class path: add tailwater-records beside tailwater-core.");
        }
        return formats.next();
    }

    /** By core's own class loader: worker threads may have inherited any other. */
    private static <T> ServiceLoader<T> load(Class<T> service) {
        return ServiceLoader.load(service, ServiceFinder.class.getClassLoader());
    }
}
