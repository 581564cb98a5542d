package io.tailwater.core.config;

import java.util.List;

/**
 * Who may do what.
 *
 * @param authorization whether access rules (ACLs) are looked at; without, everybody who gets in may do everything
 * @param superUsers principals that may do everything whatever the rules say, such as {@code User:admin}
 * @param allowEveryoneIfNoAclFound whether what no rule is about is open to everybody (Kafka's
 *     {@code allow.everyone.if.no.acl.found})
 * @param eventBusPrincipal who members of this Vert.x and its cluster are on the event bus, such as {@code User:eventbus}; empty
 *     when they are trusted to do everything
 * @param authentication how it is found out who clients are
 */
public record SecurityConfig(
        boolean authorization,
        List<String> superUsers,
        boolean allowEveryoneIfNoAclFound,
        String eventBusPrincipal,
        AuthenticationConfig authentication) {

    public static final SecurityConfig DEFAULTS =
            new SecurityConfig(false, List.of(), false, "", AuthenticationConfig.DEFAULTS);

    public SecurityConfig {
        superUsers = List.copyOf(superUsers);
        for (String user : superUsers) {
            Require.that(
                    user.matches("[A-Za-z]+:.+"),
                    "security.superUsers must have principals like User:admin, not '%s'",
                    user);
        }
        Require.that(
                eventBusPrincipal.isEmpty() || eventBusPrincipal.matches("[A-Za-z]+:.+"),
                "security.eventBusPrincipal must be a principal like User:eventbus, not '%s'",
                eventBusPrincipal);
    }
}
