package io.tailwater.core.security.user;

import io.tailwater.core.security.ReservedNames;
import io.tailwater.spi.security.Principal;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** What users may be called. Stateless. */
final class UserName {

    /** In characters of UTF-16. */
    static final int MOST_CHARACTERS = 255;

    private UserName() {}

    /**
     * Why somebody cannot be called so, or null. Names that look like others are kept out where they are made (what SASLprep
     * would rewrite), so that they can be compared as they are everywhere else.
     */
    static @Nullable String objection(String name) {
        if (name.isEmpty()) {
            return "A user's name must not be empty.";
        }
        if (ReservedNames.have(Principal.user(name))) {
            return "'" + name + "' means others in access rules: no user can be called so.";
        }
        if (name.length() > MOST_CHARACTERS) {
            return "A user's name has at most " + MOST_CHARACTERS + " characters.";
        }
        if (!name.codePoints().allMatch(UserName::printable) || !name.equals(name.strip())) {
            return "A user's name must be printable, without blanks around it.";
        }
        return Normalizer.isNormalized(name, Normalizer.Form.NFKC)
                ? null
                : "A user's name must be written in its normal form (NFKC): "
                        + Normalizer.normalize(name, Normalizer.Form.NFKC) + ".";
    }

    private static boolean printable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
