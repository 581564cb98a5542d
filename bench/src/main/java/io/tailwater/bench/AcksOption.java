package io.tailwater.bench;

import picocli.CommandLine.Option;

/** When a produce request is answered. Filled by picocli. */
final class AcksOption {

    private static final short ALL = -1;

    @Option(
            names = {"-a", "--acks"},
            paramLabel = "0|1|all",
            defaultValue = "1",
            description = "When the broker answers: never, when written, or when safe (default: ${DEFAULT-VALUE}).")
    private String acks = "1";

    /** The number that stands for it in Kafka's protocol. */
    short code() {
        Options.require(acks.matches("0|1|-1|all"), "--acks", "0, 1 or all");
        return acks.equals("all") ? ALL : Short.parseShort(acks);
    }

    String text() {
        return code() == ALL ? "all" : acks;
    }
}
