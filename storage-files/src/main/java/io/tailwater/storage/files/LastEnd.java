package io.tailwater.storage.files;

/** How a log was left, which says what its files can be trusted for. */
enum LastEnd {

    /** It was closed: names and sizes say all. */
    CLOSED,

    /** It was not: what is past the recovery point must be checked. */
    CUT_SHORT,

    /**
     * A force failed. What is past the recovery point may read well and not be on disk, and forcing it again would only seem
     * to work, since the operating system holds it for written: it must be checked and written anew.
     */
    FORCE_FAILED
}
