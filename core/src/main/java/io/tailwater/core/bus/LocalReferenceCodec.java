package io.tailwater.core.bus;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands a message to its receiver as it is. Stateless.
 *
 * <p>Senders name the codec through {@link #OPTIONS} instead of it being chosen by a codec selector: a Vert.x has one selector,
 * and that belongs to the application which embeds the broker.
 */
public final class LocalReferenceCodec implements MessageCodec<BrokerMessage, BrokerMessage> {

    private static final String NAME = "tailwater.reference";

    /** What every {@link BrokerMessage} is sent or published with; never changed. */
    public static final DeliveryOptions OPTIONS =
            new DeliveryOptions().setCodecName(NAME).setLocalOnly(true);

    /** Makes {@link #OPTIONS} usable in a Vert.x instance; may be called again. */
    public static void register(Vertx vertx) {
        try {
            vertx.eventBus().registerCodec(new LocalReferenceCodec());
        } catch (IllegalStateException e) {
            // An earlier broker of the same Vert.x registered it, and the bus offers no way to ask.
        }
    }

    @Override
    public BrokerMessage transform(BrokerMessage message) {
        return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, BrokerMessage message) {
        throw notForTheWire(message.getClass().getName());
    }

    @Override
    public BrokerMessage decodeFromWire(int position, Buffer buffer) {
        throw notForTheWire("a message");
    }

    private static UnsupportedOperationException notForTheWire(String what) {
        return new UnsupportedOperationException(what + " carries references and promises of this process: it cannot be"
                + " sent to another node; register its receiver with localConsumer and send with"
                + " LocalReferenceCodec.OPTIONS");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
