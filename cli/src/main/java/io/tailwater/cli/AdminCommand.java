package io.tailwater.cli;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;

/** A command that does its work by way of Kafka's {@code Admin}. Filled by picocli, used once, by one thread. */
abstract class AdminCommand extends ClientCommand {

    private static final String TIMEOUT_MILLIS = "10000";

    /**
     * Does it.
     *
     * @param admin connected when it is first used; closed by the caller
     * @return the exit code
     */
    abstract int run(Admin admin) throws Exception;

    /** What is done by way of a broker. */
    @FunctionalInterface
    interface Work {

        /** @return the exit code */
        int run(Admin admin) throws Exception;
    }

    @Override
    final int run() throws Exception {
        return connect(connection(), this::run);
    }

    /** Does something by way of the broker that the options name. */
    static int connect(ConnectionOptions connection, Work work) throws Exception {
        Map<String, Object> properties = connection.properties();
        properties.putIfAbsent("default.api.timeout.ms", TIMEOUT_MILLIS);
        properties.putIfAbsent("request.timeout.ms", TIMEOUT_MILLIS);
        Reachability.require(connection.bootstrap());
        try (Admin admin = Admin.create(properties)) {
            return work.run(admin);
        }
    }

    /** What a call of the admin answers, or its failure as it was thrown in there. */
    static <T> T await(KafkaFuture<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The answer about the one thing that was asked about. */
    static <T> T only(Map<?, T> answers) {
        return answers.values().iterator().next();
    }
}
