package io.tailwater.core.result;

/** It was done, and there is nothing more to say. */
public enum Done {
    DONE
}
