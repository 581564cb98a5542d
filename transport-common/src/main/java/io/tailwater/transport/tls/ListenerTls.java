package io.tailwater.transport.tls;

import io.tailwater.core.Broker;
import io.tailwater.core.config.ClientAuthentication;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The encryption of one listener, shared by all event loops that accept its connections. Thread-safe; files are read by worker
 * threads. New files are taken for new connections; those that make no sense are told of in the log, and the ones before them
 * stay.
 */
public final class ListenerTls implements Shareable {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerTls.class);
    private static final long LOOK_MILLIS = 5_000;
    private static final long TELL_AGAIN_MILLIS = 10_000;

    private final Vertx vertx;
    private final ListenerConfig listener;
    private final AtomicLong refusalTold = new AtomicLong();
    private volatile @Nullable Owner owner;
    private @Nullable FileStamps seen;
    private @Nullable TlsMaterial material;
    private @Nullable EngineChoice engine;
    private @Nullable Function<ServerSSLOptions, Future<Boolean>> server;

    /** Whose listener it is, once there is a broker. */
    private record Owner(Broker broker, ExpiryWatch expiry, ExpiryWatch listsExpiry, FailedHandshakes handshakes) {}

    private ListenerTls(Vertx vertx, ListenerConfig listener) {
        this.vertx = vertx;
        this.listener = listener;
    }

    private static LocalMap<String, ListenerTls> all(Vertx vertx) {
        return vertx.sharedData().getLocalMap("tailwater.tls");
    }

    /**
     * Has the files of a listener read; completes on the caller's context.
     *
     * @return what {@link #configure} needs; empty for a listener that is not encrypted. Fails with an
     *     {@link InvalidConfigException} when the files make no sense
     */
    public static Future<Optional<ListenerTls>> of(Vertx vertx, Broker broker, ListenerConfig listener) {
        if (!listener.tls().enabled()) {
            return Future.succeededFuture(Optional.empty());
        }
        ListenerTls tls = all(vertx)
                .compute(
                        listener.name(),
                        (name, known) -> known != null && known.listener.equals(listener) && known.isFor(broker)
                                ? known
                                : new ListenerTls(vertx, listener).ownedBy(broker));
        return tls.read();
    }

    /** The same while the broker is still being started; it is the broker's as soon as that asks for it. */
    public static Future<Optional<ListenerTls>> beforeTheBroker(Vertx vertx, ListenerConfig listener) {
        if (!listener.tls().enabled()) {
            return Future.succeededFuture(Optional.empty());
        }
        ListenerTls tls = new ListenerTls(vertx, listener);
        all(vertx).put(listener.name(), tls);
        return tls.read();
    }

    private ListenerTls ownedBy(Broker broker) {
        owner = new Owner(
                broker,
                ExpiryWatch.ofCertificate(listener.name(), broker.clock(), broker.metrics()),
                ExpiryWatch.ofLists(listener.name(), broker.clock()),
                new FailedHandshakes(listener.name(), broker.metrics(), System::nanoTime));
        return this;
    }

    private boolean isFor(Broker broker) {
        Owner known = owner;
        if (known == null) {
            ownedBy(broker);
            return true;
        }
        return known.broker() == broker;
    }

    private Future<Optional<ListenerTls>> read() {
        return vertx.executeBlocking(() -> {
            readFirst();
            return Optional.of(this);
        });
    }

    /** Looks at once, and not only when it is time, whether files of any listener have changed; reads them in any case. */
    public static void readAgain(Vertx vertx) {
        all(vertx).values().forEach(tls -> tls.look(true));
    }

    private synchronized void readFirst() {
        if (material == null) {
            FileStamps now = FileStamps.of(listener.tls());
            try {
                TlsMaterial read = TlsMaterial.read(vertx, listener.tls());
                engine = choose(read);
                material = read;
            } catch (InvalidConfigException e) {
                throw new InvalidConfigException(listener.name() + ".tls: " + e.getMessage());
            }
            seen = now;
        }
        lookAtExpiry(material);
    }

    private void lookAtExpiry(TlsMaterial read) {
        Owner known = owner;
        if (known != null) {
            known.expiry().look(read.expires());
            if (read.listsExpire() != null) {
                known.listsExpiry().look(read.listsExpire());
            }
        }
    }

    private EngineChoice choose(TlsMaterial from) {
        EngineChoice choice = EngineChoice.of(listener.tls(), from.keyAlgorithms());
        if (!choice.obstacle().isEmpty()) {
            LOG.info("The listener {} is encrypted by the JDK, because {}.", listener.name(), choice.obstacle());
        }
        return choice;
    }

    /** Makes a server that is to be opened encrypt with what was read. */
    public synchronized <O extends NetServerOptions> O configure(O options) {
        if (material != null && engine != null) {
            options.setSslEngineOptions(
                    new BoundedTlsEngine(engine, EncryptedConnections.of(vertx), this::refused, this::failed));
            configure(options, material);
        }
        return options;
    }

    private void configure(NetServerOptions options, TlsMaterial from) {
        TlsConfig config = listener.tls();
        options.setSsl(true)
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(config.protocols()))
                .setKeyCertOptions(KeyCertOptions.wrap(from.keys()));
        if (from.trust() != null) {
            options.setTrustOptions(TrustOptions.wrap(from.trust().getTrustManagers()[0]))
                    .setClientAuth(clientAuth(config.clientAuthentication()));
        }
    }

    private void refused() {
        Owner known = owner;
        if (known == null) {
            return;
        }
        known.broker().metrics().connectionRefused("encryptedConnections");
        long now = known.broker().clock().millis();
        long last = refusalTold.get();
        if (now - last >= TELL_AGAIN_MILLIS && refusalTold.compareAndSet(last, now)) {
            LOG.warn(
                    "The listener {} refuses connections: there are {} encrypted ones, and more would not leave enough of"
                            + " the heap (JAVA_OPTS=-Xmx makes it larger).",
                    listener.name(),
                    EncryptedConnections.of(vertx).most());
        }
    }

    private void failed(String remote, Throwable cause) {
        Owner known = owner;
        if (known != null) {
            known.handshakes().failed(remote, cause);
        }
    }

    private static ClientAuth clientAuth(ClientAuthentication clients) {
        return switch (clients) {
            case NONE -> ClientAuth.NONE;
            case WANTED -> ClientAuth.REQUEST;
            case REQUIRED -> ClientAuth.REQUIRED;
        };
    }

    /**
     * Keeps a broker's server up to date from now on, until the verticle that calls this is undeployed; of the servers that share a
     * listener the first is enough.
     *
     * @param update {@code updateSSLOptions} of the server, which has to take them although they look the same
     */
    public synchronized void keepUpToDate(Function<ServerSSLOptions, Future<Boolean>> update) {
        if (server == null) {
            server = update;
            vertx.setPeriodic(LOOK_MILLIS, timer -> look(false));
        }
    }

    private void look(boolean always) {
        vertx.executeBlocking(() -> readChanged(always)).onComplete(this::take, this::keep);
    }

    /** Null when nothing has changed. */
    private synchronized @Nullable TlsMaterial readChanged(boolean always) {
        Owner known = owner;
        FileStamps now = FileStamps.of(listener.tls());
        if (known == null || (!always && now.equals(seen))) {
            return null;
        }
        seen = now;
        TlsMaterial read = TlsMaterial.read(vertx, listener.tls());
        read.requireUnexpired(listener.tls(), known.broker().clock().instant());
        if (engine != null) {
            engine.requireUseOf(read.keyAlgorithms());
        }
        return read;
    }

    private void take(@Nullable TlsMaterial read) {
        Function<ServerSSLOptions, Future<Boolean>> serving;
        synchronized (this) {
            serving = server;
            if (read == null || serving == null) {
                if (material != null) {
                    lookAtExpiry(material);
                }
                return;
            }
        }
        NetServerOptions options = new NetServerOptions();
        configure(options, read);
        serving.apply(options.getSslOptions()).onSuccess(updated -> taken(read)).onFailure(this::keep);
    }

    private synchronized void taken(TlsMaterial read) {
        material = read;
        lookAtExpiry(read);
        LOG.info("The listener {} has read its certificate again; it expires on {}.", listener.name(), read.expires());
    }

    private void keep(Throwable cause) {
        LOG.warn(
                "The listener {} goes on with the certificate it has, because the files that are there now cannot be"
                        + " used: {}",
                listener.name(),
                cause.getMessage());
    }
}
