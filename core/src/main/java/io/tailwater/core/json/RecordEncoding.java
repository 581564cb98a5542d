package io.tailwater.core.json;

/** How a client wants the bytes of a record. */
public record RecordEncoding(FieldEncoding key, FieldEncoding value, FieldEncoding headers) {

    public static final RecordEncoding AUTO =
            new RecordEncoding(FieldEncoding.AUTO, FieldEncoding.AUTO, FieldEncoding.AUTO);
}
