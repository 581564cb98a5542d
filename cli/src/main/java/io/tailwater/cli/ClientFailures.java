package io.tailwater.cli;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What clients throw, said in a sentence. Stateless. */
final class ClientFailures {

    private ClientFailures() {}

    /** The same failure with a sentence and an exit code; itself when it is none that anybody expects. */
    static Exception explain(Exception failure, String address) {
        Throwable cause = failure;
        while (cause instanceof ExecutionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ClientException known) {
            return known;
        }
        if (cause instanceof SslAuthenticationException) {
            return unreachable("The TLS handshake with " + address + " failed (" + cause.getMessage()
                    + "): look at the ssl. properties in the file of --config.");
        }
        if (cause instanceof AuthenticationException) {
            return ClientException.refused("The broker at " + address + " does not accept this login ("
                    + cause.getMessage() + "): look at sasl.jaas.config in the file of --config.");
        }
        if (cause instanceof AuthorizationException refused) {
            return ClientException.refused("You may not do that" + about(refused) + ": ask for an access rule.");
        }
        if (cause instanceof TimeoutException) {
            return unreachable(
                    "What listens at " + address + " did not answer as a Kafka broker in time: if it wants TLS or a"
                            + " login, say so in the file of --config; the port of browsers is another.");
        }
        if (cause instanceof UnsupportedVersionException) {
            return ClientException.refused("The broker at " + address + " does not know that request.");
        }
        if (cause instanceof ConfigException || cause.getCause() instanceof ConfigException) {
            return ClientException.usage("A client cannot be made of these properties: " + rootMessage(cause));
        }
        if (cause instanceof ApiException) {
            return ClientException.refused(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof KafkaException && cause.getCause() != null) {
            return ClientException.usage(cause.getMessage() + ": " + rootMessage(cause));
        }
        return failure;
    }

    private static ClientException unreachable(String message) {
        return new ClientException(ClientException.UNREACHABLE, message);
    }

    private static String about(AuthorizationException refused) {
        if (refused instanceof TopicAuthorizationException topics
                && !topics.unauthorizedTopics().isEmpty()) {
            return " with the topic " + String.join(", ", topics.unauthorizedTopics());
        }
        if (refused instanceof GroupAuthorizationException group && group.groupId() != null) {
            return " with the group " + group.groupId();
        }
        return refused instanceof ClusterAuthorizationException ? " with this broker" : "";
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
