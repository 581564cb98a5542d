package io.tailwater.server.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start a broker process.
 *
 * @param dataDirectory where it keeps everything; a second process on the same directory is a restart
 * @param port where Kafka clients connect; 0 for any free port
 * @param httpPort where browsers connect; 0 for any free port
 * @param conf its configuration file's text, JSON; empty for none
 * @param jvmFlags flags for the JVM beside those of the start script
 * @param options of the command line, beside those that say the above
 */
record BrokerSetup(
        Path dataDirectory, int port, int httpPort, String conf, List<String> jvmFlags, List<String> options) {

    /** The defaults on any free port. */
    static BrokerSetup in(Path dataDirectory) {
        return new BrokerSetup(dataDirectory, 0, 0, "", List.of(), List.of());
    }

    BrokerSetup withPort(int newPort) {
        return new BrokerSetup(dataDirectory, newPort, httpPort, conf, jvmFlags, options);
    }

    BrokerSetup withHttpPort(int newPort) {
        return new BrokerSetup(dataDirectory, port, newPort, conf, jvmFlags, options);
    }

    BrokerSetup withConf(String json) {
        return new BrokerSetup(dataDirectory, port, httpPort, json, jvmFlags, options);
    }

    BrokerSetup withJvmFlag(String flag) {
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.add(flag);
        return new BrokerSetup(dataDirectory, port, httpPort, conf, flags, options);
    }

    /** With another storage engine than the default. */
    BrokerSetup withEngine(String engine) {
        List<String> flags = new ArrayList<>(jvmFlags);
        if (engine.equals("chronicle")) {
            flags.addAll(StartScript.chronicleOptions());
        }
        return new BrokerSetup(dataDirectory, port, httpPort, conf, flags, options)
                .withOption("--storage")
                .withOption(engine);
    }

    BrokerSetup withOption(String option) {
        List<String> more = new ArrayList<>(options);
        more.add(option);
        return new BrokerSetup(dataDirectory, port, httpPort, conf, jvmFlags, more);
    }
}
