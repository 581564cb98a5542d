package io.tailwater.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine a run was made on: figures mean little without it.
 *
 * @param system name and version of the operating system, and the architecture
 * @param processor the processor's name, or "unknown"
 * @param cores how many this process may use
 * @param memoryBytes of the machine, or of the container
 * @param java version and maker of the virtual machine this tool ran on
 */
public record Machine(String system, String processor, int cores, long memoryBytes, String java) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /** This machine. */
    public static Machine here() {
        OperatingSystemMXBean system = runtime();
        return new Machine(
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                processorName(),
                system.getAvailableProcessors(),
                system.getTotalMemorySize(),
                System.getProperty("java.version") + " " + System.getProperty("java.vendor"));
    }

    /** How many threads wanted to run in the last minute, on average; negative where the system does not say. */
    public static double loadAverage() {
        return runtime().getSystemLoadAverage();
    }

    private static OperatingSystemMXBean runtime() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    private static String processorName() {
        if (!Files.isReadable(PROCESSORS)) {
            return System.getProperty("os.arch", "unknown");
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
