package io.tailwater.core.client;

/**
 * How much to read at once.
 *
 * @param maxRecords at least 1
 * @param maxBytes of keys, values and headers; one record may be larger
 * @param maxRecordBytes a larger record is passed over, as a gap
 */
public record ReadLimits(int maxRecords, int maxBytes, int maxRecordBytes) {}
