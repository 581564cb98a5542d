package io.tailwater.storage.chronicle;

import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.util.List;

/** Whether the JVM lets Chronicle map files: it calls what the JDK does not export. Stateless. */
final class JvmAccess {

    private static final List<String> OPENED =
            List.of("java.io", "java.lang", "java.lang.reflect", "java.util", "sun.nio.ch");

    private JvmAccess() {}

    /** @throws StorageException with the flags that are missing */
    static void check() {
        Module jdk = Object.class.getModule();
        Module ours = JvmAccess.class.getModule();
        StringBuilder missing = new StringBuilder();
        for (String name : OPENED) {
            if (!jdk.isOpen(name, ours)) {
                missing.append(" --add-opens java.base/").append(name).append("=ALL-UNNAMED");
            }
        }
        if (!missing.isEmpty()) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    "engine chronicle needs JVM options that the start script and java -jar bring, and other programs are to"
                            + " be started with:" + missing);
        }
    }
}
