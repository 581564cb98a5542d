package io.tailwater.core.eventbus.service;

import io.tailwater.core.client.ErrorStatus;
import io.tailwater.core.result.BrokerError;
import io.vertx.core.eventbus.Message;

/** Refuses requests. Stateless. */
final class Refusal {

    private Refusal() {}

    static void of(Message<?> request, BrokerError error) {
        of(request, ErrorStatus.of(error.code()), error.code() + ": " + error.message());
    }

    static void of(Message<?> request, IllegalArgumentException malformed) {
        of(request, 400, "INVALID_REQUEST: " + malformed.getMessage());
    }

    static void of(Message<?> request, int status, String sentence) {
        if (request.replyAddress() != null) {
            request.fail(status, sentence);
        }
    }
}
