package io.tailwater.tools;

import io.tailwater.core.record.RecordFormat;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.files.SegmentReading;
import io.tailwater.storage.files.StoredLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tailwater log dump}. Filled by picocli, used once. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        usageHelpWidth = 100,
        description = "Prints the batches of logs, and their records if asked; what is damaged has a line, too.")
final class DumpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LogsParameter logs = new LogsParameter();

    @Option(names = "--records", description = "Also every record.")
    private boolean records;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(names = "--from", paramLabel = "OFFSET", description = "Batches that end at or past this offset.")
    private long from;

    @Option(names = "--to", paramLabel = "OFFSET", description = "Batches that begin below this offset.")
    private long to = Long.MAX_VALUE;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        RecordFormat format = ServiceLoader.load(RecordFormat.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no record format is on the class path"));
        BatchPrinter printer = json ? new JsonPrinter(out) : new TextPrinter(out);
        for (StoredLog log : logs.find()) {
            for (Path file : log.segments().values()) {
                printer.file(log, file);
                try (SegmentReading reading = SegmentReading.open(file)) {
                    reading.visit(new Printing(printer, reading, format));
                }
            }
        }
        out.flush();
        return 0;
    }

    private final class Printing implements SegmentReading.Visitor {

        private final BatchPrinter printer;
        private final SegmentReading reading;
        private final RecordFormat format;

        Printing(BatchPrinter printer, SegmentReading reading, RecordFormat format) {
            this.printer = printer;
            this.reading = reading;
            this.format = format;
        }

        @Override
        public void batch(ByteBuffer header, int at, int position, int sizeInBytes) throws IOException {
            if (RecordBatchHeader.lastOffset(header, at) < from || RecordBatchHeader.baseOffset(header, at) >= to) {
                return;
            }
            printer.batch(header, at, position, sizeInBytes);
            if (records) {
                boolean control = RecordBatchHeader.isControl(header, at);
                try {
                    format.read(
                            reading.bytes(position, sizeInBytes),
                            (offset, timestampMillis, key, value, headers) ->
                                    printer.record(offset, timestampMillis, key, value, headers, control));
                } catch (StorageException e) {
                    printer.damaged(position, position + sizeInBytes, String.valueOf(e.getMessage()));
                }
            }
        }

        @Override
        public void damaged(int position, int endPosition, String what) {
            printer.damaged(position, endPosition, what);
        }

        @Override
        public void prepared(int position, int endPosition) {
            printer.prepared(position, endPosition);
        }
    }
}
