package io.tailwater.core;

import io.tailwater.spi.LogStorage;
import io.tailwater.spi.StorageException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Who a broker is, as kept in its data directory.
 *
 * @param clusterId 22 characters, for ever the same
 * @param leaderEpoch raised by every start after an unclean stop
 */
record BrokerIdentity(String clusterId, int leaderEpoch) {

    private static final String BLOB = "broker.json";

    private static final int FORMAT = 1;

    /**
     * Reads or makes the identity, and has it on disk, before anybody is served; blocking.
     *
     * <p>The epoch must be on disk first: were it raised only in memory, records written under it could survive a second
     * crash while the epoch does not, and two different histories would carry the same epoch.
     */
    static BrokerIdentity establish(LogStorage storage, Supplier<UUID> ids) {
        Optional<BrokerIdentity> found = storage.readBlob(BLOB).map(BrokerIdentity::parse);
        if (found.isPresent() && storage.cleanlyClosed()) {
            return found.get();
        }
        BrokerIdentity identity = found.map(known -> new BrokerIdentity(known.clusterId, known.leaderEpoch + 1))
                .orElseGet(() -> new BrokerIdentity(randomClusterId(ids), 0));
        storage.writeBlob(BLOB, identity.toBytes());
        return identity;
    }

    /** Sees to it that the epoch is at least this, before a broker starts; blocking. */
    static void raise(LogStorage storage, Supplier<UUID> ids, int leastEpoch) {
        BrokerIdentity known = storage.readBlob(BLOB)
                .map(BrokerIdentity::parse)
                .orElseGet(() -> new BrokerIdentity(randomClusterId(ids), 0));
        storage.writeBlob(BLOB, new BrokerIdentity(known.clusterId, Math.max(known.leaderEpoch, leastEpoch)).toBytes());
    }

    private static BrokerIdentity parse(byte[] bytes) {
        try {
            JsonObject json = new JsonObject(Buffer.buffer(bytes));
            if (json.getInteger("format") == FORMAT) {
                return new BrokerIdentity(json.getString("clusterId"), json.getInteger("leaderEpoch"));
            }
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    BLOB + " has format " + json.getValue("format") + ", this version reads " + FORMAT
                            + ": use the version of Tailwater that wrote it.");
        } catch (DecodeException | IllegalArgumentException | ClassCastException | NullPointerException e) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "The broker's identity (meta/" + BLOB + ") cannot be read: restore it from a backup.",
                    e);
        }
    }

    private byte[] toBytes() {
        return new JsonObject()
                .put("format", FORMAT)
                .put("clusterId", clusterId)
                .put("leaderEpoch", leaderEpoch)
                .toBuffer()
                .getBytes();
    }

    /** As Kafka writes it: an id in base64url, without a leading {@code -} that command lines would take for an option. */
    private static String randomClusterId(Supplier<UUID> ids) {
        String id;
        do {
            UUID random = ids.get();
            byte[] bytes = ByteBuffer.allocate(16)
                    .putLong(random.getMostSignificantBits())
                    .putLong(random.getLeastSignificantBits())
                    .array();
            id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } while (id.startsWith("-"));
        return id;
    }
}
