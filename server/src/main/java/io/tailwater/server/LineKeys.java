package io.tailwater.server;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import org.slf4j.event.KeyValuePair;

/** The keys of a log line, which {@code tailwater-logging} hands over as parameters. Stateless. */
final class LineKeys {

    private LineKeys() {}

    static List<KeyValuePair> of(LogRecord record) {
        Object[] parameters = record.getParameters();
        if (parameters == null || parameters.length == 0) {
            return List.of();
        }
        List<KeyValuePair> keys = new ArrayList<>();
        for (Object parameter : parameters) {
            if (parameter instanceof KeyValuePair pair) {
                keys.add(pair);
            }
        }
        return keys;
    }
}
