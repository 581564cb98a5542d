package io.tailwater.core;

import io.tailwater.core.meta.MetaFile;
import io.tailwater.spi.LogStorage;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Objects;
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

    /**
     * Reads or makes the identity, and has it on disk, before anybody is served; blocking.
     *
     * <p>The epoch must be on disk first: were it raised only in memory, records written under it could survive a second
     * crash while the epoch does not, and two different histories would carry the same epoch.
     */
    static BrokerIdentity establish(LogStorage storage, Supplier<UUID> ids) {
        MetaFile file = file(storage);
        Optional<BrokerIdentity> found = file.read(BrokerIdentity::of);
        if (found.isPresent() && storage.cleanlyClosed()) {
            return found.get();
        }
        BrokerIdentity identity = found.map(known -> new BrokerIdentity(known.clusterId, known.leaderEpoch + 1))
                .orElseGet(() -> new BrokerIdentity(randomClusterId(ids), 0));
        file.write(identity.json());
        return identity;
    }

    /** Sees to it that the epoch is at least this, before a broker starts; blocking. */
    static void raise(LogStorage storage, Supplier<UUID> ids, int leastEpoch) {
        MetaFile file = file(storage);
        BrokerIdentity known =
                file.read(BrokerIdentity::of).orElseGet(() -> new BrokerIdentity(randomClusterId(ids), 0));
        file.write(new BrokerIdentity(known.clusterId, Math.max(known.leaderEpoch, leastEpoch)).json());
    }

    private static MetaFile file(LogStorage storage) {
        return MetaFile.of(storage, "broker.json", "the broker's identity");
    }

    private static BrokerIdentity of(JsonObject json) {
        return new BrokerIdentity(Objects.requireNonNull(json.getString("clusterId")), json.getInteger("leaderEpoch"));
    }

    private JsonObject json() {
        return new JsonObject().put("clusterId", clusterId).put("leaderEpoch", leaderEpoch);
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
