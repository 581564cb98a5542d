package io.tailwater.websocket.route;

/** Why a connection is one too many. */
public enum TooMany {
    IN_ALL("http.maxConnections", "There are as many connections as http.maxConnections allows: try again later."),
    FROM_ONE_ADDRESS(
            "http.maxConnectionsPerAddress",
            "There are as many connections from your address as http.maxConnectionsPerAddress allows: close some."),
    IN_A_SECOND(
            "connectionsPerSecond",
            "More connections come in a second than limits.connectionsPerSecond or a quota of your address allows:"
                    + " try again later.");

    private final String setting;
    private final String sentence;

    TooMany(String setting, String sentence) {
        this.setting = setting;
        this.sentence = sentence;
    }

    /** Which bound it is. */
    public String setting() {
        return setting;
    }

    public String sentence() {
        return sentence;
    }
}
