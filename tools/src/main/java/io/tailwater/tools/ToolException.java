package io.tailwater.tools;

/** Why a command cannot do what it was asked, in one sentence that says what to do. Nothing was changed. */
public final class ToolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ToolException(String message) {
        super(message);
    }
}
