package io.tailwater.core.transaction.state;

/** How many epochs a producer id has. Stateless. */
final class Epochs {

    private Epochs() {}

    /** Whether no producer may get another one: the largest of all is kept for fencing. */
    static boolean areUsedUp(short epoch) {
        return epoch >= Short.MAX_VALUE - 1;
    }

    /** The next one, at most the largest of all. */
    static int after(int epoch) {
        return Math.min(epoch + 1, Short.MAX_VALUE);
    }
}
