package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.partition.AppendSequence;
import io.tailwater.core.quota.ClientLimits;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.security.ClientSession;
import io.tailwater.tcp.sasl.SaslSession;
import org.jspecify.annotations.Nullable;

/**
 * A request that came by no socket, from a client called "test" at {@code /192.0.2.7} that reached the broker at
 * {@code broker.example:9092}.
 */
public record FakeRequestContext(Broker broker, short version) implements RequestContext {

    @Override
    public String clientId() {
        return "test";
    }

    @Override
    public ClientConnection connection() {
        return new ClientConnection() {
            @Override
            public BrokerAddress brokerAddress() {
                return new BrokerAddress("broker.example", 9092);
            }

            @Override
            public ClientSession session() {
                return ClientSession.anonymous("127.0.0.1");
            }

            @Override
            public SaslSession sasl() {
                return null;
            }

            @Override
            public void endAfterAnswer(String reason) {}

            @Override
            public String clientHost() {
                return "/192.0.2.7";
            }

            @Override
            public AppendSequence appends() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void whenClosed(Object key, Runnable action) {}
        };
    }

    @Override
    public @Nullable ClientLimits limits() {
        return broker.quotas().limits(null, connection().session(), clientId());
    }

    @Override
    public void throttle(QuotaKey quota, long millis) {}

    @Override
    public void whenAbandoned(Runnable cancel) {}
}
