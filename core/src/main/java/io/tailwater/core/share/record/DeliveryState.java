package io.tailwater.core.share.record;

/** What has become of a record in a share group; the numbers are Kafka's, on disk. */
public enum DeliveryState {
    /** To be delivered, for the first time or again. */
    AVAILABLE(0),
    /** Somebody has it. Never on disk. */
    ACQUIRED(1),
    /** It was accepted. */
    ACKNOWLEDGED(2),
    /** It is not delivered any more: rejected, delivered too often, or no record at all. */
    ARCHIVED(4);

    private final byte id;

    DeliveryState(int id) {
        this.id = (byte) id;
    }

    /** Its number on disk. */
    public byte id() {
        return id;
    }

    /** Whether nothing will become of it any more. */
    public boolean isFinal() {
        return this == ACKNOWLEDGED || this == ARCHIVED;
    }

    /**
     * By its number on disk.
     *
     * @throws IllegalArgumentException for a number that stands for none
     */
    public static DeliveryState of(byte id) {
        for (DeliveryState state : values()) {
            if (state.id == id) {
                return state;
            }
        }
        throw new IllegalArgumentException("delivery state " + id + " is not known");
    }
}
