package io.tailwater.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * An engine that was compiled against this version of the SPI goes on working. The file has what it may use; nothing in it goes
 * away, and nothing comes that it would have to have, unless {@link SpiVersion#CURRENT} rises.
 */
class BinaryCompatibilityTest {

    private static final Path FILE = Path.of("src", "test", "resources", "spi-signatures.txt");
    private static final String VERSION = "# SPI version ";
    private static final String COMMAND =
            "./mvnw -o test -pl spi -Dtest=BinaryCompatibilityTest -Dtailwater.signatures=write";

    /** Interfaces that engines use and do not implement may get more methods. */
    private static final Set<String> NOT_IMPLEMENTED_BY_ENGINES = Set.of(
            "io.tailwater.spi.file.FileLayer", "io.tailwater.spi.file.LogFile", "io.tailwater.spi.file.MappedRegion");

    @Test
    void enginesBuiltAgainstThisVersionGoOnWorking() throws Exception {
        Set<String> now = Signatures.ofTheSpi();
        List<String> kept = Files.exists(FILE) ? Files.readAllLines(FILE) : List.of(VERSION + 0);
        int keptVersion = Integer.parseInt(kept.get(0).substring(VERSION.length()));
        Set<String> before =
                kept.stream().filter(line -> !line.startsWith("#")).collect(Collectors.toCollection(TreeSet::new));

        if (keptVersion == SpiVersion.CURRENT) {
            assertThat(brokenBy(before, now))
                    .as(
                            "what breaks engines of version %d; if it must be, raise SpiVersion.CURRENT and run %s",
                            keptVersion, COMMAND)
                    .isEmpty();
        }
        if ("write".equals(System.getProperty("tailwater.signatures"))) {
            List<String> lines = new ArrayList<>(List.of(VERSION + SpiVersion.CURRENT, "# Written by " + COMMAND));
            lines.addAll(now);
            Files.createDirectories(FILE.getParent());
            Files.write(FILE, lines);
        } else {
            assertThat(keptVersion)
                    .as("the version in %s, which %s writes anew", FILE, COMMAND)
                    .isEqualTo(SpiVersion.CURRENT);
            assertThat(before)
                    .as("what %s has, which %s writes anew", FILE, COMMAND)
                    .isEqualTo(now);
        }
    }

    /** Everything that is gone or changed, and methods that engines would have to have. */
    private static List<String> brokenBy(Set<String> before, Set<String> now) {
        List<String> broken = new ArrayList<>();
        Set<String> typesBefore =
                before.stream().map(BinaryCompatibilityTest::typeOf).collect(Collectors.toSet());
        before.stream()
                .filter(line -> !now.contains(line))
                .map(line -> "gone: " + line)
                .forEach(broken::add);
        now.stream()
                .filter(line -> !before.contains(line) && line.contains(") ") && line.contains(" abstract "))
                .filter(line ->
                        typesBefore.contains(typeOf(line)) && !NOT_IMPLEMENTED_BY_ENGINES.contains(typeOf(line)))
                .map(line -> "engines do not have: " + line)
                .forEach(broken::add);
        return broken;
    }

    /** {@code a.B} of {@code a.B interface} and of {@code a.B.method() void}. */
    private static String typeOf(String line) {
        String first = line.substring(0, line.contains("(") ? line.indexOf('(') : line.indexOf(' '));
        return line.contains("(") ? first.substring(0, first.lastIndexOf('.')) : first;
    }

    @Test
    void whatEnginesUseOrImplementMayNotChangeUnderThem() {
        Set<String> before = Set.of("a.Log interface", "a.Log.end() public abstract long", "a.Info.new(long) public");

        assertThat(brokenBy(before, before)).isEmpty();
        assertThat(brokenBy(
                        before,
                        Set.of("a.Log interface", "a.Log.end() public abstract int", "a.Info.new(long) public")))
                .containsExactlyInAnyOrder(
                        "gone: a.Log.end() public abstract long",
                        "engines do not have: a.Log.end() public abstract int");
        assertThat(brokenBy(
                        before,
                        plus(
                                before,
                                "a.Log.more() public default void",
                                "a.New interface",
                                "a.New.x() public abstract int")))
                .isEmpty();
        assertThat(brokenBy(before, plus(before, "a.Log.more() public abstract void")))
                .hasSize(1);
    }

    private static Set<String> plus(Set<String> lines, String... more) {
        Set<String> all = new TreeSet<>(lines);
        all.addAll(List.of(more));
        return all;
    }
}
