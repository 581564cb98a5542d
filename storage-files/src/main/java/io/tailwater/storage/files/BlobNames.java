package io.tailwater.storage.files;

import java.util.regex.Pattern;

/** Which names blobs may have: such that they are plain file names. Stateless. */
final class BlobNames {

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private BlobNames() {}

    static String check(String name) {
        if (!LEGAL.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not a blob's name (letters, digits, .-_, at most 100): " + name);
        }
        return name;
    }
}
