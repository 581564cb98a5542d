package io.tailwater.server;

import io.tailwater.core.BrokerPreflight;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigCheck;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.server.StartFailedException.Reason;
import io.tailwater.transport.tls.CertificateCheck;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Says what is wrong with a configuration, and what it comes to. Stateless. */
final class CheckConfig {

    private CheckConfig() {}

    /**
     * Looks at what a start with these options would use.
     *
     * @return the exit code
     */
    static int run(
            Map<StartOption, String> options, Map<String, String> environment, boolean changedOnly, PrintStream out) {
        ConfigCheck check;
        try {
            check = BrokerConfigReader.check(StartCommand.layers(options, environment));
        } catch (InvalidConfigException e) {
            out.println(e.getMessage());
            return Reason.CONFIGURATION.exitCode();
        }
        print(check.settings(), changedOnly, out);
        List<String> problems = new ArrayList<>(check.problems());
        BrokerConfig config = check.config();
        if (config != null) {
            BrokerPreflight preflight = BrokerPreflight.of(config);
            problems.addAll(preflight.problems());
            problems.addAll(CertificateCheck.problems(config.allListeners(), Instant.now()));
            config.warnings().forEach(warning -> out.println("Note: " + warning));
            preflight.untold().forEach(sentence -> out.println("Not checked: " + sentence));
        }
        problems.forEach(problem -> out.println("WRONG: " + problem));
        out.println(
                problems.isEmpty()
                        ? "The configuration is good."
                        : problems.size() == 1 ? "One thing is wrong." : problems.size() + " things are wrong.");
        return problems.isEmpty() ? 0 : Reason.CONFIGURATION.exitCode();
    }

    private static void print(List<ConfigCheck.Setting> settings, boolean changedOnly, PrintStream out) {
        int width = settings.stream()
                .mapToInt(setting -> setting.name().length() + setting.value().length())
                .filter(length -> length < 70)
                .max()
                .orElse(0);
        for (ConfigCheck.Setting setting : settings) {
            if (!changedOnly || !setting.isDefault()) {
                String said = setting.name() + " = " + setting.value();
                out.println(said + " ".repeat(Math.max(0, width + 3 - said.length())) + "  (" + setting.origin() + ")");
            }
        }
    }
}
