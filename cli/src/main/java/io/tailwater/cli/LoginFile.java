package io.tailwater.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Properties with which Kafka's clients, and commands with {@code --config}, log in as one user.
 *
 * @param user who
 * @param password as it is: the file is for its owner alone
 * @param mechanism as SASL calls it
 * @param trusted a file of certificates (PEM) by which the broker is known; empty when it does not encrypt
 */
record LoginFile(String user, String password, String mechanism, String trusted) {

    /**
     * Writes it to a file that is not there yet.
     *
     * @throws ClientException when it is, or cannot be written
     */
    void write(Path file) {
        List<String> lines = new ArrayList<>();
        lines.add("security.protocol=" + (trusted.isEmpty() ? "SASL_PLAINTEXT" : "SASL_SSL"));
        lines.add("sasl.mechanism=" + mechanism);
        lines.add("sasl.jaas.config="
                + property("org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + quoted(user)
                        + "\" password=\"" + quoted(password) + "\";"));
        if (!trusted.isEmpty()) {
            lines.add("ssl.truststore.type=PEM");
            lines.add("ssl.truststore.location="
                    + property(Path.of(trusted).toAbsolutePath().normalize().toString()));
        }
        try {
            Files.createFile(file, ownerOnly(file));
            Files.write(file, lines, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw ClientException.usage(
                    "The login file " + file + " cannot be made, or is there already: nothing was changed.");
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** As it stands between the quotation marks of JAAS. */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** As it stands in a file of properties, which Kafka's tools read as Latin. */
    private static String property(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.replace("\\", "\\\\").toCharArray()) {
            if (c < ' ' || c > '~') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
