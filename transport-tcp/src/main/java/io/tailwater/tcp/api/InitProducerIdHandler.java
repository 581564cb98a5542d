package io.tailwater.tcp.api;

import io.vertx.core.Future;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Gives an idempotent producer its id. v3 lets a producer name the id and epoch it had (KIP-360): without transactions it
 * gets a new id, as with Kafka. A transactional id is refused until there are transactions.
 */
public final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequestData, InitProducerIdResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.INIT_PRODUCER_ID;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 5);
    }

    @Override
    public InitProducerIdRequestData decode(Readable body, short version) {
        return new InitProducerIdRequestData(body, version);
    }

    @Override
    public Future<InitProducerIdResponseData> handle(RequestContext context, InitProducerIdRequestData request) {
        if (request.transactionalId() != null) {
            return Future.succeededFuture(failed(context, request, Errors.UNSUPPORTED_VERSION));
        }
        return context.broker()
                .producerIds()
                .next()
                .map(id -> new InitProducerIdResponseData().setProducerId(id).setProducerEpoch((short) 0));
    }

    @Override
    public InitProducerIdResponseData failed(RequestContext context, InitProducerIdRequestData request, Errors error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(-1)
                .setProducerEpoch((short) -1);
    }
}
