package io.tailwater.tools;

import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.files.LogRepair;
import io.tailwater.storage.files.StoredLog;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tailwater log index}. Filled by picocli, used once. */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Makes the offset and time indexes anew from the batches. The broker must be stopped.")
final class IndexCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LogsParameter logs = new LogsParameter();

    @Mixin
    private IndexOption index = new IndexOption();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<StoredLog> found = logs.find();
        LogsParameter.whileLocked(found.get(0).root(), () -> {
            for (StoredLog log : found) {
                new LogRepair(new SystemFiles(), log, index.intervalBytes())
                        .rebuildAllIndexes()
                        .forEach(out::println);
            }
        });
        out.flush();
        return 0;
    }
}
