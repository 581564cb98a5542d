package io.tailwater.bench;

import io.tailwater.bench.load.CpuTimes;
import io.tailwater.bench.wire.BrokerAddress;
import java.net.InetSocketAddress;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which broker to load. Filled by picocli. */
final class BrokerOptions {

    @Option(
            names = {"-b", "--bootstrap"},
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9092",
            description = "The broker (default: ${DEFAULT-VALUE}).")
    private String bootstrap = "127.0.0.1:9092";

    @Option(
            names = "--allow-remote",
            description = "Allow an address that is not loopback. Only load machines that are yours to load.")
    private boolean allowRemote;

    @Option(
            names = "--broker-pid",
            paramLabel = "PID",
            defaultValue = "0",
            showDefaultValue = Visibility.NEVER,
            description = "The broker's process, if it runs on this machine: its CPU seconds are reported too.")
    private long brokerPid;

    BrokerAddress address() {
        return BrokerAddress.parse(bootstrap);
    }

    InetSocketAddress resolve() {
        return address().resolve(allowRemote);
    }

    CpuTimes cpuTimes() {
        return new CpuTimes(brokerPid);
    }
}
