package io.tailwater.core.config;

import java.util.List;

/**
 * Who may do what.
 *
 * @param authorization whether access rules (ACLs) are looked at; without, everybody who gets in may do everything
 * @param superUsers principals that may do everything whatever the rules say, such as {@code User:admin}
 * @param allowEveryoneIfNoAclFound whether what no rule is about is open to everybody (Kafka's
 *     {@code allow.everyone.if.no.acl.found})
 */
public record SecurityConfig(boolean authorization, List<String> superUsers, boolean allowEveryoneIfNoAclFound) {

    public static final SecurityConfig DEFAULTS = new SecurityConfig(false, List.of(), false);

    public SecurityConfig {
        superUsers = List.copyOf(superUsers);
        for (String user : superUsers) {
            Require.that(
                    user.matches("[A-Za-z]+:.+"),
                    "security.superUsers must have principals like User:admin, not '%s'",
                    user);
        }
    }
}
