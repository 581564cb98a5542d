package io.tailwater.websocket.http;

/** Something in a request is wrong; its message says what and what to do. */
final class BadRequest extends RuntimeException {

    BadRequest(String sentence) {
        super(sentence, null, false, false);
    }
}
