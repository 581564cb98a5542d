package io.tailwater.transport.tls;

import io.tailwater.core.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * By what it is seen that a listener's files have changed. Immutable.
 *
 * @param stamps of each file: where it is (links followed), its size and when it was written; or that it is not there
 */
record FileStamps(List<String> stamps) {

    /** Looks at the files; blocks. */
    static FileStamps of(TlsConfig config) {
        List<String> stamps = new ArrayList<>();
        Stream.of(config.certificate(), config.key(), config.trust(), config.crl(), config.passwordFile())
                .filter(name -> !name.isEmpty())
                .forEach(name -> stamps.add(stamp(Path.of(name))));
        return new FileStamps(stamps);
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.size() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            return "absent";
        }
    }
}
