package io.tailwater.server.it;

/** A broker that is made to crash and comes back at the same address with what is left on its disk. Owned by one thread. */
interface CrashVictim extends AutoCloseable {

    /** {@code host:port}, the same in each life. */
    String address();

    /** Begins another life; returns when clients can connect. Some lives may end while they begin. */
    void start() throws Exception;

    /** Ends this life at some instant soon. */
    void crash() throws Exception;

    /** What it has printed in this life. */
    String output();

    @Override
    void close() throws Exception;
}
