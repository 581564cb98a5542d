package io.tailwater.websocket.route;

/** Why a connection is one too many. */
public enum TooMany {
    IN_ALL("There are as many connections as http.maxConnections allows: try again later."),
    FROM_ONE_ADDRESS(
            "There are as many connections from your address as http.maxConnectionsPerAddress allows: close some.");

    private final String sentence;

    TooMany(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
