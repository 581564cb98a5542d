package io.tailwater.tools;

import io.tailwater.storage.files.Finding;
import io.tailwater.storage.files.LogVerification;
import io.tailwater.storage.files.StoredJournal;
import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailwater log verify}. Filled by picocli, used once. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = {
            "Checks CRCs, offsets, leader epochs, indexes and aborted transactions; changes nothing.",
            "",
            "One line for each finding, one at the end. Exit code: 0 all is well, 1 something is not, 3 there are no such"
                    + " logs. A running broker may use the directory; what it is writing just then may look torn."
        })
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LogsParameter logs = new LogsParameter();

    @Option(names = "--notes", description = "Also what is worth knowing, and nothing wrong.")
    private boolean notes;

    private int wrong;
    private long batches;
    private long bytes;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<StoredLog> found = logs.find();
        StoredJournal journal = StoredJournal.read(found.get(0).root()); // first: a broker may go on writing to both
        for (String damage : journal.damage()) {
            wrong++;
            out.println(journal.path().getFileName() + ": " + damage);
        }
        for (StoredLog log : found) {
            LogVerification.Totals totals = LogVerification.of(log, finding -> report(out, log, finding));
            tellOfWhatComesBack(out, log, totals.endOffset(), journal);
            batches += totals.batches();
            bytes += totals.bytes();
        }
        out.printf(
                "%d %s, %d batches, %d bytes: %s%n",
                found.size(),
                found.size() == 1 ? "log" : "logs",
                batches,
                bytes,
                wrong == 0 ? "all is well" : wrong + (wrong == 1 ? " finding" : " findings"));
        out.flush();
        return wrong == 0 ? 0 : 1;
    }

    /** Nothing is wrong with that: a start after a crash begins with it. */
    private static void tellOfWhatComesBack(PrintWriter out, StoredLog log, long endOffset, StoredJournal journal)
            throws IOException {
        long end = journal.endOffset(log).orElse(0);
        if (end > endOffset) {
            out.println(log.name() + " ends at offset " + endOffset + "; offsets up to " + (end - 1) + " are in "
                    + journal.path().getFileName() + ": the next start of the broker gives them back");
        }
    }

    private void report(PrintWriter out, StoredLog log, Finding finding) {
        if (finding.isError()) {
            wrong++;
        }
        if (finding.isError() || notes) {
            out.println(line(log.root(), finding));
        }
    }

    /** {@code orders-0/00000000000000000000.log at 4711: the CRC is wrong where offset 12 is due; 83 bytes are damaged}. */
    static String line(Path root, Finding finding) {
        return root.relativize(finding.file()) + " at " + finding.position() + ": " + finding.message();
    }
}
