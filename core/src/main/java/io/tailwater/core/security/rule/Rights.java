package io.tailwater.core.security.rule;

import io.tailwater.core.security.AclOperation;

/**
 * What some rules say about one client and one resource, as bits: those of the operations that are allowed in the lower half, of
 * those that are denied in the upper. Stateless.
 */
final class Rights {

    static final long NONE = 0;

    private static final long EVERYTHING = 0xffff_ffffL;

    private Rights() {}

    /** What one rule says. */
    static long of(AclRule rule) {
        AclOperation operation = rule.operation();
        if (rule.permission() == Permission.DENY) {
            // To deny something denies nothing else: who may not describe may still read.
            return (operation == AclOperation.ALL ? EVERYTHING : bit(operation)) << Integer.SIZE;
        }
        return allowed(operation);
    }

    /** Who may change or use something may also look at it. */
    private static long allowed(AclOperation operation) {
        return switch (operation) {
            case ALL -> EVERYTHING;
            case READ, WRITE, DELETE, ALTER -> bit(operation) | bit(AclOperation.DESCRIBE);
            case ALTER_CONFIGS -> bit(operation) | bit(AclOperation.DESCRIBE_CONFIGS);
            default -> bit(operation);
        };
    }

    private static long bit(AclOperation operation) {
        return 1L << operation.code();
    }

    static boolean allow(long rights, AclOperation operation) {
        return (rights & bit(operation)) != 0;
    }

    static boolean deny(long rights, AclOperation operation) {
        return (rights >>> Integer.SIZE & bit(operation)) != 0;
    }
}
