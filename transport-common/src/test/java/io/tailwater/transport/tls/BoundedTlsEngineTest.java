package io.tailwater.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.tailwater.core.config.BrokerConfigReader;
import io.tailwater.core.config.ConfigLayer;
import io.tailwater.core.config.TlsConfig;
import io.tailwater.core.config.TlsEngine;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strangers cannot make the broker hold more handshakes than there is room for. */
@Timeout(180)
class BoundedTlsEngineTest {

    private static final int MOST = 2;

    private final Semaphore refused = new Semaphore(0);
    private final BlockingQueue<String> failed = new LinkedBlockingQueue<>();
    private final EncryptedConnections connections = new EncryptedConnections(MOST);
    private Vertx vertx;
    private NetServer server;

    /** Held, since the connections of one that is not end when memory is looked through. */
    private NetClient client;

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private void serve(TlsEngine engine) throws Exception {
        vertx = Vertx.vertx();
        client = vertx.createNetClient(new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setSslHandshakeTimeout(120));
        X509Bundle bundle = new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        NetServerOptions options = new NetServerOptions()
                .setSsl(true)
                .setSslHandshakeTimeout(120) // nobody goes because of it
                .setSslEngineOptions(new BoundedTlsEngine(
                        EngineChoice.of(config(engine), Set.of("EC")),
                        connections,
                        refused::release,
                        (remote, cause) -> failed.add(remote + " " + TlsFailure.describe(cause))))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(bundle.getCertificatePathPEM()))
                        .addKeyValue(Buffer.buffer(bundle.getPrivateKeyPEM())));
        server = vertx.createNetServer(options)
                .connectHandler(NetSocket::resume)
                .listen(0, "127.0.0.1")
                .await(60, TimeUnit.SECONDS);
    }

    private static TlsConfig config(TlsEngine engine) {
        JsonObject tls = new JsonObject().put("certificate", "any.pem").put("engine", engine.name());
        return BrokerConfigReader.read(List.of(ConfigLayer.of(
                        "a test", new JsonObject().put("kafka", new JsonObject().put("tls", tls)))))
                .kafka()
                .tls();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    }

    private NetSocket connectEncrypted() throws Exception {
        return client.connect(server.actualPort(), "127.0.0.1").await(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void closesWhatIsTooManyBeforeTheHandshake(TlsEngine engine) throws Exception {
        serve(engine);
        NetSocket one = connectEncrypted();
        NetSocket two = connectEncrypted();
        awaitThatNobodyMakesRoom();
        try (Socket three = connect()) {
            assertThat(three.getInputStream().read()).as("closed").isEqualTo(-1);
        }
        assertThat(refused.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
        one.close();
        two.close();
        awaitRoom();
        assertThat(refused.availablePermits()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void whoeverHasBeenSilentForLongestMakesRoom(TlsEngine engine) throws Exception {
        serve(engine);
        try (Socket one = connect()) {
            awaitTaken(1);
            try (Socket two = connect()) {
                awaitTaken(2);
                NetSocket speaking = connectEncrypted();
                assertThat(one.getInputStream().read()).as("closed").isEqualTo(-1);
                assertThat(refused.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                assertThat(connections.taken()).isEqualTo(MOST);

                NetSocket another = connectEncrypted();
                assertThat(two.getInputStream().read()).as("closed").isEqualTo(-1);
                speaking.close();
                another.close();
            }
        }
        awaitRoom();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void givesTheRoomBackOfHandshakesThatFail(TlsEngine engine) throws Exception {
        serve(engine);
        for (int i = 0; i < 10; i++) {
            try (Socket plain = connect()) {
                plain.getOutputStream().write(new byte[100]);
                while (plain.getInputStream().read() >= 0) {
                    // an alert, then the end
                }
            }
            awaitRoom();
        }
        assertThat(refused.availablePermits()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void tellsWhoseHandshakeFailed(TlsEngine engine) throws Exception {
        serve(engine);
        try (Socket plain = connect()) {
            plain.getOutputStream().write(new byte[100]);

            assertThat(failed.poll(60, TimeUnit.SECONDS))
                    .isEqualTo("127.0.0.1:" + plain.getLocalPort()
                            + " bytes that are not TLS on a listener that is encrypted");
        }
        connectEncrypted();
        assertThat(failed).as("of one that was good").isEmpty();
    }

    private void awaitTaken(int places) {
        while (connections.taken() != places) {
            LockSupport.parkNanos(1_000_000); // the other thread may need this core
        }
    }

    /** A client knows a moment before the server that they have agreed. */
    private void awaitThatNobodyMakesRoom() {
        while (connections.beginning() != 0) {
            LockSupport.parkNanos(1_000_000); // the other thread may need this core
        }
    }

    /** Until nobody counts any more. */
    private void awaitRoom() {
        awaitTaken(0);
    }
}
