package io.tailwater.websocket.login;

/** What is known of who asks. */
public sealed interface Asker {

    /** Somebody, who may be anonymous where nobody has to say who they are. */
    record Known(Login login) implements Asker {}

    /** Somebody who has to say who they are, and has not. */
    record Unknown() implements Asker {}

    /**
     * Somebody who is not let in.
     *
     * @param status as HTTP has it
     * @param code for programs
     * @param sentence for people; says nothing of whether there is such a user
     */
    record TurnedAway(int status, String code, String sentence) implements Asker {

        static final int UNAUTHENTICATED = 401;

        /** Whether other credentials would help. */
        public boolean wrongCredentials() {
            return status == UNAUTHENTICATED;
        }
    }
}
