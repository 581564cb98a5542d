package io.tailwater.core.partition;

/** When an append is answered; a topic's {@code flush.messages} may make it later, {@code durability=os} sooner. */
public enum Acks {
    /** Nobody waits for it (Kafka's {@code acks=0}). */
    NONE,
    /** When it is written and readable; it survives the death of the process, not of the machine ({@code acks=1}). */
    WRITTEN,
    /** When it survives power loss ({@code acks=all}). */
    DURABLE,
    /** When it survives power loss, whatever the topic says. */
    FORCED
}
