package io.tailwater.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;

/** A file with a bearer token, read anew whenever one is needed: tokens end, and somebody puts new ones there. Immutable. */
record TokenFile(String file) {

    private static final int MOST_BYTES = 16 << 10;

    /** @throws ClientException when there is no such file, or no token in it */
    String token() {
        try {
            Path path = Path.of(file);
            String token = Files.size(path) > MOST_BYTES
                    ? ""
                    : Files.readString(path, StandardCharsets.ISO_8859_1).strip();
            if (token.matches("[\\x21-\\x7e]+")) {
                return token;
            }
            throw ClientException.usage(
                    "The file of --token-file, " + file + ", has to have one token and nothing else.");
        } catch (NoSuchFileException e) {
            throw ClientException.usage("The file of --token-file, " + file + ", does not exist.");
        } catch (IOException e) {
            throw ClientException.usage("The file of --token-file, " + file + ", cannot be read: "
                    + e.getClass().getSimpleName() + ".");
        }
    }

    /** Until when a token says that it counts, in milliseconds since 1970; {@code otherwise} when it does not say. */
    static long expiresAtMillis(String token, long otherwise) {
        try {
            String claims =
                    new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
            return new JsonObject(claims).getLong("exp") * 1_000;
        } catch (RuntimeException notAJsonWebToken) {
            return otherwise;
        }
    }
}
