package io.tailwater.tools;

import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.files.Finding;
import io.tailwater.storage.files.LogRepair;
import io.tailwater.storage.files.LogVerification;
import io.tailwater.storage.files.StoredJournal;
import io.tailwater.storage.files.StoredLog;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailwater log repair}. Filled by picocli, used once. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Takes damaged batches out of logs and makes wrong indexes anew; without --apply it only says what it would do.",
            "",
            "Offsets stay as they are, those of damaged batches are not there any more. What is taken out is kept beside the"
                    + " log, in files whose names say .removed. The broker must be stopped. Exit code: 0 nothing is wrong any"
                    + " more, 1 something is."
        })
final class RepairCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LogsParameter logs = new LogsParameter();

    @Mixin
    private IndexOption index = new IndexOption();

    @Option(names = "--apply", description = "Do it.")
    private boolean apply;

    private int left;
    private int waiting;
    private @Nullable StoredJournal journal;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<StoredLog> found = logs.find();
        LogsParameter.whileLocked(found.get(0).root(), () -> {
            journal = StoredJournal.read(found.get(0).root());
            for (StoredLog log : found) {
                left += repair(out, log);
            }
        });
        if (left == 0) {
            out.println("All is well.");
        } else if (!apply && left > waiting) {
            out.println("Nothing was changed: --apply does it.");
        }
        out.flush();
        return left == 0 ? 0 : 1;
    }

    /** Returns how many findings there still are. */
    private int repair(PrintWriter out, StoredLog log) throws Exception {
        List<Finding> findings = errors(log);
        findings.forEach(finding -> out.println(VerifyCommand.line(log.root(), finding)));
        if (findings.isEmpty()) {
            return 0;
        }
        if (journal != null && journal.endOffset(log).isPresent()) {
            out.println(
                    "  left as it is: after a crash " + journal.path().getFileName() + " may have what is damaged here."
                            + " Start the broker once, which takes it from there, stop it, and repair what is still wrong");
            waiting += findings.size();
            return findings.size();
        }
        if (!apply) {
            LogRepair.plan(findings).forEach(step -> out.println("  would " + step));
            return findings.size();
        }
        new LogRepair(new SystemFiles(), log, index.intervalBytes())
                .apply(findings)
                .forEach(step -> out.println("  " + step));
        List<Finding> still = errors(log);
        still.forEach(finding -> out.println("  still " + VerifyCommand.line(log.root(), finding)));
        return still.size();
    }

    private static List<Finding> errors(StoredLog log) throws Exception {
        List<Finding> errors = new ArrayList<>();
        LogVerification.of(log, finding -> {
            if (finding.isError()) {
                errors.add(finding);
            }
        });
        return errors;
    }
}
