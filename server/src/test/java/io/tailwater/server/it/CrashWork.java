package io.tailwater.server.it;

/** Something clients do to a broker while it crashes again and again, and what must hold after each crash. */
interface CrashWork extends AutoCloseable {

    /** Makes what it needs and begins; the broker runs, and holds nothing of it yet. */
    void begin(KafkaClients clients) throws Exception;

    /** Compares what the broker has with what it has said; the broker runs. */
    void check(KafkaClients clients) throws Exception;

    /** What it has done, for people. */
    String summary();

    /** Ends; the broker runs. */
    @Override
    void close() throws Exception;
}
