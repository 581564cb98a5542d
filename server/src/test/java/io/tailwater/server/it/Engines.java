package io.tailwater.server.it;

import io.tailwater.spi.LogStorageProvider;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/** The storage engines that come with a broker. Stateless. */
final class Engines {

    private static final Set<String> OF_TESTS = Set.of("memory", "simple", FaultyEngine.NAME);
    private static final String CHOSEN = System.getProperty("tailwater.engines", "");

    private Engines() {}

    /** By name; {@code -Dtailwater.engines=mmap,chronicle} leaves others out. */
    static Stream<String> names() {
        List<String> chosen = List.of(CHOSEN.split(",", -1));
        return ServiceLoader.load(LogStorageProvider.class).stream()
                .map(provider -> provider.get().name())
                .filter(name -> !OF_TESTS.contains(name))
                .filter(name -> CHOSEN.isEmpty() || chosen.contains(name))
                .sorted();
    }
}
