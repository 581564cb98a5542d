package io.tailwater.core.security.rule;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.spi.security.Principal;

/**
 * One access rule: somebody may, or may not, do something to some resources (Kafka: {@code AclBinding}).
 *
 * @param type of the resources
 * @param pattern how {@code name} means them
 * @param name of the resource, or how their names begin; not empty
 * @param principal who; {@link #EVERYBODY} for all, whatever type of principal they are
 * @param host where from, an address; {@link #ANY} for anywhere
 * @param operation what they do; {@link AclOperation#ALL} for everything
 * @param permission whether they may
 */
public record AclRule(
        ResourceType type,
        PatternType pattern,
        String name,
        Principal principal,
        String host,
        AclOperation operation,
        Permission permission) {

    /** The name of every resource, and every host. */
    public static final String ANY = "*";

    /** The principal that stands for all. */
    public static final Principal EVERYBODY = Principal.user(ANY);

    private static final int LONGEST_TEXT = 1_000;

    public AclRule {
        require(!name.isEmpty() && name.length() <= LONGEST_TEXT, "The name of a resource", name);
        require(!host.isEmpty() && host.length() <= LONGEST_TEXT, "A host", host);
        require(principal.toString().length() <= LONGEST_TEXT, "A principal", principal.toString());
        if (type == ResourceType.CLUSTER && !name.equals(ResourceType.CLUSTER_NAME)) {
            throw new IllegalArgumentException(
                    "The only valid name for the CLUSTER resource is " + ResourceType.CLUSTER_NAME + ".");
        }
    }

    private static void require(boolean fits, String what, String text) {
        if (!fits) {
            throw new IllegalArgumentException(
                    what + " has 1 to " + LONGEST_TEXT + " characters, not " + text.length() + ".");
        }
    }

    /** How much of it has to be kept. */
    int characters() {
        return name.length() + principal.type().length() + principal.name().length() + host.length();
    }

    /** On one line, as the audit log has it. */
    @Override
    public String toString() {
        return permission + " " + principal + " " + operation + " on " + pattern + " " + type + " " + name + " from "
                + host;
    }
}
