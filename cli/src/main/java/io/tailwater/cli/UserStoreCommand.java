package io.tailwater.cli;

import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Option;

/** A command about users, of a running broker or in a data directory. Filled by picocli, used once, by one thread. */
abstract class UserStoreCommand extends ClientCommand {

    private final UserStore.AtRest atRest;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Instead of a running broker, the data directory of one that is stopped: how the first user is"
                            + " made.")
    private String directory = "";

    @Option(
            names = "--storage",
            paramLabel = "ENGINE",
            defaultValue = "mmap",
            description = "With --data: its engine (default: mmap).")
    private String engine = "mmap";

    UserStoreCommand(UserStore.AtRest atRest) {
        this.atRest = atRest;
    }

    /** Does it. */
    abstract void run(UserStore users) throws Exception;

    /** Looks at what was written and asks what is missing, before anything is opened. */
    void prepare() {}

    @Override
    final int run() throws Exception {
        prepare();
        if (!directory.isEmpty()) {
            atRest.with(directory, engine, this::run);
            return 0;
        }
        return AdminCommand.connect(connection(), (Admin admin) -> {
            run(new AdminUserStore(admin));
            return 0;
        });
    }
}
