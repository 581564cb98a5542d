package io.tailwater.server;

import io.tailwater.cli.ClientException;
import io.tailwater.spi.StorageException;
import io.tailwater.tools.ToolException;
import java.util.List;
import java.util.Map;

/**
 * The command line. Exit codes: 0 done, 2 wrong usage or configuration, 3 data directory, 4 address, 5 no broker answers, 1
 * anything else.
 */
public final class TailwaterMain {

    private TailwaterMain() {}

    /** Runs a command. After a start it returns when clients can connect, and the broker's threads keep the process alive. */
    public static void main(String[] arguments) {
        int exitCode = run(arguments);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private static int run(String[] arguments) {
        List<String> all = List.of(arguments);
        if (!all.isEmpty() && all.get(0).equals("start")) {
            Map<StartOption, String> options = StartOption.parse(all.subList(1, all.size()));
            if (options != null) {
                try {
                    StartCommand.run(options, System.getenv());
                    return 0;
                } catch (RuntimeException e) {
                    return report(e);
                }
            }
        }
        return Explainer.run(arguments);
    }

    /** One sentence for what people can put right; a stack trace only for what they cannot. */
    static int report(Exception failure) {
        if (failure instanceof StartFailedException known && known.reason() != StartFailedException.Reason.UNEXPECTED) {
            System.err.println(known.getMessage());
            return known.reason().exitCode();
        }
        if (failure instanceof ClientException client) {
            System.err.println(client.getMessage());
            return client.exitCode();
        }
        if (failure instanceof ToolException || failure instanceof StorageException) {
            System.err.println(failure.getMessage());
            return StartFailedException.Reason.DIRECTORY.exitCode();
        }
        failure.printStackTrace();
        return StartFailedException.Reason.UNEXPECTED.exitCode();
    }
}
