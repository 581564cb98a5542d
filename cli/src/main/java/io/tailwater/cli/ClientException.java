package io.tailwater.cli;

/** Why a command did not do what it was asked, in one sentence that says what to do. */
public final class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The broker said no, or what was named is not there. */
    static final int REFUSED = 1;

    /** What was written on the command line, or in a file it names, cannot be meant. */
    static final int USAGE = 2;

    /** Nobody answers, or not as a broker does. */
    static final int UNREACHABLE = 5;

    private final int exitCode;

    ClientException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static ClientException refused(String message) {
        return new ClientException(REFUSED, message);
    }

    static ClientException usage(String message) {
        return new ClientException(USAGE, message);
    }

    /** The exit code of the command line. */
    public int exitCode() {
        return exitCode;
    }
}
