package io.tailwater.cli;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Where a broker's users are kept and changed: in the broker while it runs, in its data directory otherwise. Used by one thread. */
public interface UserStore {

    /** A credential of a user: the mechanism as SASL calls it, and its iterations. */
    record UserCredential(String mechanism, int iterations) {}

    /** All users with their credentials. */
    SortedMap<String, List<UserCredential>> all() throws Exception;

    /** Gives a user a password, in the place of one it may have, to log in by some mechanisms. */
    void set(String user, String password, Set<UserCredential> credentials) throws Exception;

    /** Takes away all credentials of a user that is there. */
    void remove(String user) throws Exception;

    /** What to throw when a change is not made, with a sentence that says why. */
    static RuntimeException refusal(String sentence) {
        return ClientException.refused(sentence);
    }

    /** Opens data directories that no broker has open. */
    @FunctionalInterface
    interface AtRest {

        /**
         * Does something with the users in a directory.
         *
         * @throws Exception when the directory cannot be opened; what the work throws
         */
        void with(String directory, String engine, Work work) throws Exception;
    }

    /** Something to do with users. */
    @FunctionalInterface
    interface Work {

        void run(UserStore users) throws Exception;
    }
}
