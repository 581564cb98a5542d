package io.tailwater.core.json;

/** How a client wants the bytes of a field. */
public enum FieldEncoding {
    AUTO,
    JSON,
    TEXT,
    BASE64
}
