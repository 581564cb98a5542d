package io.tailwater.websocket.stream;

import io.tailwater.core.client.NewRecord;
import io.tailwater.core.client.RecordJson;
import io.tailwater.core.json.FieldEncoding;
import io.tailwater.core.json.RecordEncoding;
import io.tailwater.websocket.filter.FilterReader;
import io.tailwater.websocket.filter.RecordFilter;
import io.tailwater.websocket.login.OfferedCredentials;
import io.tailwater.websocket.stream.Operation.OnSlow;
import io.tailwater.websocket.stream.Operation.Subscribe;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes operations of messages. Stateless. */
final class OperationReader {

    static final int LONGEST_ID = 64;

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_TOKEN = 16 << 10;
    private static final int LONGEST_PATTERN = 256;
    private static final int MOST_TOPICS = 100;
    private static final int MOST_PARTITIONS = 10_000;
    private static final int MOST_RECORDS = 10_000;
    private static final long MOST_CREDIT = 1L << 53;
    private static final long SLOW_AFTER = 1_000;
    private static final long MOST_SLOW_AFTER = 1_000_000_000;

    private final int maxFilterBytes;
    private final boolean batches;

    /** @param batches whether the connection gets record batches as they are */
    OperationReader(int maxFilterBytes, boolean batches) {
        this.maxFilterBytes = maxFilterBytes;
        this.batches = batches;
    }

    /**
     * Reads an operation.
     *
     * @param sizeInBytes of the message
     * @throws Refusal when it makes no sense
     */
    Operation read(JsonObject message, int sizeInBytes) {
        if (!(message.getValue("type") instanceof String given)) {
            throw Refusal.invalid("A message must say in 'type' what it asks for, such as subscribe or produce.");
        }
        String type = given; // the null checker takes a bound variable for one that may be null in a switch
        Fields fields = new Fields(message);
        Operation operation = switch (type) {
            case "subscribe" -> subscribe(fields);
            case "credit" -> new Operation.Credit(id(fields), fields.whole("records", 1, MOST_CREDIT, 0));
            case "pause" -> new Operation.Pause(id(fields));
            case "resume" -> new Operation.Resume(id(fields));
            case "seek" -> seek(fields);
            case "unsubscribe" -> new Operation.Unsubscribe(id(fields));
            case "commit" -> commit(fields);
            case "produce" -> produce(message, fields, sizeInBytes);
            case "authenticate" -> authenticate(fields);
            case "ping" -> new Operation.Ping(fields.has("id") ? id(fields) : null);
            default ->
                throw new Refusal(
                        Refusal.UNKNOWN_OPERATION,
                        "There is no operation '" + shortened(type) + "': there are subscribe, credit, pause, resume,"
                                + " seek, unsubscribe, commit, produce, authenticate and ping.");
        };
        fields.refuseOthers();
        if (operation instanceof Operation.Credit credit && credit.records() == 0) {
            throw Refusal.invalid("'records' must say how many more records may be sent.");
        }
        return operation;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_ID ? text : text.substring(0, LONGEST_ID) + "…";
    }

    private static String id(Fields fields) {
        return fields.text("id", LONGEST_ID);
    }

    private Subscribe subscribe(Fields fields) {
        String id = id(fields);
        String onlyTopic = fields.has("topic") ? fields.text("topic", LONGEST_NAME) : null;
        TopicSelector topics = topics(fields, onlyTopic);
        return new Subscribe(
                id,
                topics,
                StartPoint.read(fields.value("from"), onlyTopic),
                batches ? RecordFilter.NONE : filter(fields),
                batches ? RecordEncoding.AUTO : encoding(fields),
                fields.whole("credit", 0, MOST_CREDIT, Subscribe.UNLIMITED),
                OnSlow.valueOf(fields.word("onSlow", "wait", "skip", "close").toUpperCase(Locale.ROOT)),
                fields.whole("slowAfter", 1, MOST_SLOW_AFTER, SLOW_AFTER),
                fields.word("isolation", "committed", "uncommitted").equals("committed"));
    }

    private static TopicSelector topics(Fields fields, @Nullable String onlyTopic) {
        int ways = (onlyTopic != null ? 1 : 0) + (fields.has("topics") ? 1 : 0) + (fields.has("pattern") ? 1 : 0);
        if (ways != 1) {
            throw Refusal.invalid("A subscription needs one of 'topic', 'topics' and 'pattern'.");
        }
        if (onlyTopic != null) {
            return TopicSelector.of(List.of(onlyTopic), partitions(fields));
        }
        return fields.has("topics")
                ? TopicSelector.of(fields.texts("topics", MOST_TOPICS), Set.of())
                : TopicSelector.matching(fields.text("pattern", LONGEST_PATTERN));
    }

    private static Set<Integer> partitions(Fields fields) {
        Set<Integer> partitions = new HashSet<>();
        if (fields.has("partitions")) {
            for (Object partition : fields.array("partitions", MOST_PARTITIONS)) {
                partitions.add((int) Fields.whole(partition, "partitions", 0, Integer.MAX_VALUE));
            }
        }
        return partitions;
    }

    private RecordFilter filter(Fields fields) {
        if (!fields.has("filter")) {
            return RecordFilter.NONE;
        }
        try {
            return FilterReader.read(fields.object("filter"), maxFilterBytes);
        } catch (FilterReader.TooCostly e) {
            throw new Refusal(Refusal.LIMIT_EXCEEDED, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static RecordEncoding encoding(Fields fields) {
        Object wanted = fields.value("encoding");
        if (wanted instanceof JsonObject each) {
            Fields inner = new Fields(each.copy().put("type", "encoding"));
            RecordEncoding encoding =
                    new RecordEncoding(word(inner, "key"), word(inner, "value"), word(inner, "headers"));
            inner.refuseOthers();
            return encoding;
        }
        FieldEncoding all = word(fields, "encoding");
        return new RecordEncoding(all, all, all);
    }

    private static FieldEncoding word(Fields fields, String name) {
        return FieldEncoding.valueOf(
                fields.word(name, "auto", "json", "text", "base64").toUpperCase(Locale.ROOT));
    }

    private static Operation seek(Fields fields) {
        String id = id(fields);
        String topic = fields.has("topic") ? fields.text("topic", LONGEST_NAME) : null;
        if (!fields.has("from")) {
            throw Refusal.invalid("'seek' needs 'from': where to go on.");
        }
        Set<Integer> partitions = partitions(fields);
        return new Operation.Seek(id, StartPoint.read(fields.value("from"), topic), topic, partitions);
    }

    private static Operation commit(Fields fields) {
        return new Operation.Commit(
                id(fields),
                fields.text("group", LONGEST_NAME),
                StartPoint.offsets(fields.object("offsets"), "offsets", null));
    }

    private static Operation authenticate(Fields fields) {
        String id = fields.has("id") ? id(fields) : null;
        try {
            if (fields.has("token")) {
                return new Operation.Authenticate(id, OfferedCredentials.token(fields.text("token", LONGEST_TOKEN)));
            }
            String user = fields.text("user", LONGEST_NAME);
            String password = fields.value("password") instanceof String text ? text : "";
            return new Operation.Authenticate(id, OfferedCredentials.password(user, password));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static Operation produce(JsonObject message, Fields fields, int sizeInBytes) {
        String id = id(fields);
        String topic = fields.text("topic", LONGEST_NAME);
        List<NewRecord> records = new ArrayList<>();
        try {
            if (fields.has("records")) {
                for (Object record : fields.array("records", MOST_RECORDS)) {
                    records.add(RecordJson.read(Fields.object(record, "records")));
                }
                return new Operation.Produce(id, topic, records, false, sizeInBytes);
            }
            JsonObject record = message.copy();
            List.of("type", "id", "topic").forEach(record::remove);
            record.fieldNames().forEach(fields::value);
            records.add(RecordJson.read(record));
            return new Operation.Produce(id, topic, records, true, sizeInBytes);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
    }
}
