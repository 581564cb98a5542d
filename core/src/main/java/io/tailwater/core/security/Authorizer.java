package io.tailwater.core.security;

/** Decides who may do what: the only place that does. Thread-safe; answers from memory, in well under a microsecond. */
public interface Authorizer {

    /** Everybody may do everything. */
    Authorizer ALLOW_ALL = (session, operation, type, name) -> true;

    /**
     * Whether a client may do something to a resource that may or may not exist.
     *
     * @param name of the resource; {@link ResourceType#CLUSTER_NAME} for the cluster
     */
    boolean allows(ClientSession session, AclOperation operation, ResourceType type, String name);
}
