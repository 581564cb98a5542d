package io.tailwater.tools;

import picocli.CommandLine.Option;

/** How dense indexes are that are made anew. Filled by picocli. */
final class IndexOption {

    @Option(
            names = "--index-interval-bytes",
            paramLabel = "N",
            defaultValue = "4096",
            description = "About one index entry for so many bytes (default: ${DEFAULT-VALUE}).")
    private int intervalBytes = 4096;

    int intervalBytes() {
        return intervalBytes;
    }
}
