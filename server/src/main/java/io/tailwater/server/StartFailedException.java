package io.tailwater.server;

import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.spi.StorageException;
import io.tailwater.transport.ListenFailedException;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A broker could not be started; the message is one sentence for people, and everything that was opened is closed again. */
public final class StartFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What stood in the way. */
    public enum Reason {
        /** A bug, or something nobody thought of. */
        UNEXPECTED(1),
        /** A setting, option or configuration file. */
        CONFIGURATION(2),
        /** The data directory: locked by another broker, not ours, or the disk failed. */
        DIRECTORY(3),
        /** The address: taken, or not this machine's. */
        ADDRESS(4);

        private final int exitCode;

        Reason(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of the command line. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Reason reason;

    StartFailedException(Reason reason, @Nullable String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Says in one sentence what a failed deployment was about. */
    static StartFailedException of(Throwable cause) {
        for (Throwable layer = cause; layer != null; layer = layer.getCause()) {
            if (layer instanceof StartFailedException known) {
                return known;
            }
            if (layer instanceof ListenFailedException failure && refusedBind(failure)) {
                return ofListener(failure);
            }
            if (layer instanceof InvalidConfigException) {
                return new StartFailedException(Reason.CONFIGURATION, layer.getMessage(), cause);
            }
            if (layer instanceof StorageException) {
                return new StartFailedException(Reason.DIRECTORY, layer.getMessage(), cause);
            }
        }
        return new StartFailedException(Reason.UNEXPECTED, "The broker could not be started: " + cause, cause);
    }

    private static boolean refusedBind(ListenFailedException failure) {
        for (Throwable layer = failure; layer != null; layer = layer.getCause()) {
            if (isRefusedBind(layer)) {
                return true;
            }
        }
        return false;
    }

    private static StartFailedException ofListener(ListenFailedException failure) {
        return new StartFailedException(
                Reason.ADDRESS,
                "Cannot listen on " + failure.listener().address()
                        + ": another program has the port, or the address is not this machine's ("
                        + remedy(failure.listener().name()) + ").",
                failure);
    }

    private static String remedy(String listener) {
        return switch (listener) {
            case "kafka" -> "--port and --host choose others";
            case "http" -> "--http-port and --host choose others, and http.enabled=false does without";
            default -> "listeners." + listener + " chooses others";
        };
    }

    /** Netty's native transport has an exception of its own for it, which only its message tells from others. */
    private static boolean isRefusedBind(Throwable failure) {
        String message = failure.getMessage();
        return failure instanceof BindException
                || failure instanceof UnknownHostException
                || (failure instanceof IOException && message != null && message.startsWith("bind("));
    }

    public Reason reason() {
        return reason;
    }
}
