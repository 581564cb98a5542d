package io.tailwater.core.eventbus;

/**
 * The addresses of the event bus that others than the broker's own parts may use, from any node of a clustered Vert.x (one
 * broker in a cluster). What is sent there is JSON and buffers.
 *
 * <p>A request that is refused fails with the number HTTP has for the reason, and {@code CODE: sentence} as its message.
 *
 * <h2>{@link #PRODUCE}</h2>
 *
 * <p>{@code {"topic": "orders", "key": "user-1", "value": {…}}} appends a record, in the form of
 * {@link io.tailwater.core.client.RecordJson}; the reply, {@code {"topic", "partition", "offset"}}, says that it survives power
 * loss. {@code {"topic": …, "records": [{…}, …]}} appends several; the reply's {@code results} has for each its partition and
 * offset, or an {@code error}. {@code "acks": "written"} asks for a reply as soon as they are readable. A buffer as the body is
 * the value of one record, everything else of which is JSON text in the message's header {@link #RECORD_HEADER}.
 *
 * <h2>{@link #TAIL}</h2>
 *
 * <p>{@code {"topic": "orders", "from": "latest"}} begins to read. It may have {@code partitions} (numbers),
 * {@code "isolation": "uncommitted"}, {@code "windowBytes"} (bytes of records under way, 1 MiB at most) and
 * {@code "format": "buffer"}; {@code from} is {@code latest} (unless it says),
 * {@code earliest}, an offset, {@code timestamp:} with milliseconds, {@code last:} with a number of records, or
 * {@code {"offsets": {"0": 42}}}, {@code {"offset": 42}}, {@code {"timestamp": …}}, {@code {"last": 10}}. The reply has {@code records} and {@code control}, two addresses of this tail alone,
 * {@code positions} and {@code leaseMillis}.
 *
 * <p>The reader registers at the {@code records} address and sends {@code {"credit": 100}} to {@code control}: so many records
 * are sent, and as many more as it gives credit for later, which it does when it is done with those it has. Without credit
 * nothing is sent and nothing kept: it goes on in the log. Messages are {@code {"records": […]}}; {@code {"gap": {…}}} where
 * records could not be read or were deleted before; and, as the last, {@code {"ended": {"code", "message"}}}. In the format
 * {@code buffer} every record comes as a message of its own, its value as the body.
 *
 * <p>A tail that hears nothing at {@code control} for {@code leaseMillis} ends; {@code {"credit": 0}} keeps it alive, and
 * {@code {"stop": true}} ends it. Messages to {@code control} may be requests.
 */
public final class DurableBusAddresses {

    /** Appends records. */
    public static final String PRODUCE = "tailwater.produce";

    /** Begins to read a topic. */
    public static final String TAIL = "tailwater.tail";

    /** The header of a message whose body is a value: JSON text of everything else of the record. */
    public static final String RECORD_HEADER = "record";

    /** The header by which a bridge says for whom it speaks ({@link BusSessions}); without it, a member of the cluster does. */
    public static final String SESSION_HEADER = "tailwater-session";

    /** What the address that takes a tail's credit has behind that which sends its records. */
    public static final String CONTROL = ".control";

    private DurableBusAddresses() {}

    /** Where a tail sends its records. */
    public static String records(String tailId) {
        return TAIL + "." + tailId;
    }

    /** Where a tail takes credit. */
    public static String control(String tailId) {
        return records(tailId) + CONTROL;
    }
}
