package io.tailwater.core.security;

/** Decides who may do what: the only place that does. Thread-safe; answers from memory, in well under a microsecond. */
public interface Authorizer {

    /** Everybody may do everything. */
    Authorizer ALLOW_ALL = new Authorizer() {
        @Override
        public boolean allows(ClientSession session, AclOperation operation, ResourceType type, String name) {
            return true;
        }

        @Override
        public boolean allowsAny(ClientSession session, AclOperation operation, ResourceType type) {
            return true;
        }
    };

    /**
     * Whether a client may do something to a resource that may or may not exist.
     *
     * @param name of the resource; {@link ResourceType#CLUSTER_NAME} for the cluster
     */
    boolean allows(ClientSession session, AclOperation operation, ResourceType type, String name);

    /** Whether there is a name, of a resource that may or may not exist, for which {@link #allows} would say yes (KIP-679). */
    boolean allowsAny(ClientSession session, AclOperation operation, ResourceType type);

    /** Another number whenever an answer may have become another: whoever goes on by one looks again then. */
    default long version() {
        return 0;
    }
}
