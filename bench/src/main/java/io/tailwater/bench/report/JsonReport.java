package io.tailwater.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tailwater.bench.wire.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes reports as JSON. */
public final class JsonReport {

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private static final ObjectWriter WRITER =
            MAPPER.writer(new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));

    private JsonReport() {}

    /** The report as text. */
    public static String text(RunReport report) {
        try {
            return WRITER.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes the report, over any file that is there.
     *
     * @throws BenchException when it cannot be written
     */
    public static void write(RunReport report, Path file) {
        try {
            Files.writeString(file, text(report) + "\n");
        } catch (IOException e) {
            throw new BenchException("The report cannot be written to " + file + " (" + e.getMessage() + ").", e);
        }
    }
}
