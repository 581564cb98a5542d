package io.tailwater.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers cannot make the broker hold more handshakes than there is room for. */
@Timeout(60)
class BoundedTlsEngineTest {

    private static final int MOST = 2;

    private final Semaphore refused = new Semaphore(0);
    private final EncryptedConnections connections = new EncryptedConnections(MOST);
    private Vertx vertx;
    private NetServer server;

    @BeforeEach
    void serve() throws Exception {
        vertx = Vertx.vertx();
        X509Bundle bundle = new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        NetServerOptions options = new NetServerOptions()
                .setSsl(true)
                .setSslEngineOptions(new BoundedTlsEngine(connections, refused::release))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(bundle.getCertificatePathPEM()))
                        .addKeyValue(Buffer.buffer(bundle.getPrivateKeyPEM())));
        server = vertx.createNetServer(options)
                .connectHandler(NetSocket::resume)
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    }

    @Test
    void closesWhatIsTooManyBeforeTheHandshake() throws Exception {
        try (Socket one = connect();
                Socket two = connect()) {
            try (Socket three = connect()) {
                assertThat(three.getInputStream().read()).as("closed").isEqualTo(-1);
            }
            assertThat(refused.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            assertThat(one.isConnected() && two.isConnected()).isTrue();
        }
        awaitRoom();
        assertThat(refused.availablePermits()).isZero();
    }

    @Test
    void givesTheRoomBackOfHandshakesThatFail() throws Exception {
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

    /** Until nobody counts any more. */
    private void awaitRoom() {
        while (true) {
            int taken = 0;
            while (connections.take()) {
                taken++;
            }
            for (int i = 0; i < taken; i++) {
                connections.give();
            }
            if (taken == MOST) {
                return;
            }
            Thread.onSpinWait();
        }
    }
}
