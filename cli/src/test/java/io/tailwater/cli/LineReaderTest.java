package io.tailwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    private static List<String> lines(String text) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), 10);
        List<String> lines = new ArrayList<>();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            lines.add(new String(line, StandardCharsets.ISO_8859_1));
        }
        assertThat(reader.lines()).isEqualTo(lines.size());
        return lines;
    }

    @Test
    void givesLinesAsTheBytesTheyAre() throws IOException {
        assertThat(lines("a\n\nb\r\n\u00ff\u0000\n")).containsExactly("a", "", "b", "\u00ff\u0000");
        assertThat(lines("no end")).containsExactly("no end");
        assertThat(lines("")).isEmpty();
        assertThat(lines("0123456789\n")).containsExactly("0123456789");
    }

    @Test
    void refusesALineThatIsTooLongAndSaysWhich() {
        assertThatThrownBy(() -> lines("a\n0123456789x\n"))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("Line 2");
    }
}
