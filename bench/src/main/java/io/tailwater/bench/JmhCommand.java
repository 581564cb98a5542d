package io.tailwater.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tailwater bench jmh}: hands everything on to JMH. Filled by picocli, used once. */
@Command(
        name = "jmh",
        description = "Runs the microbenchmarks of Tailwater's own parts; options are JMH's (jmh -h, jmh -l).")
final class JmhCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
        return 0;
    }
}
