package io.tailwater.server.it;

import io.tailwater.server.it.AuthorizationTable.Row;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.DescribeUserScramCredentialsResponseData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;

/** What a broker answers to the requests of {@link AuthorizationTable}, each on a connection of its own. Immutable. */
final class AuthorizationAnswers {

    private final String address;
    private final Map<ApiKeys, Integer> newest;

    private AuthorizationAnswers(String address, Map<ApiKeys, Integer> newest) {
        this.address = address;
        this.newest = newest;
    }

    /** Of the broker there, in the newest versions that it speaks. */
    static AuthorizationAnswers of(String address) throws IOException {
        Map<ApiKeys, Integer> newest = new EnumMap<>(ApiKeys.class);
        try (RawConnection connection = RawConnection.to(address)) {
            connection
                    .exchange(ApiKeys.API_VERSIONS, 0, new ApiVersionsRequestData(), ApiVersionsResponseData.class)
                    .apiKeys()
                    .forEach(api -> newest.put(ApiKeys.forId(api.apiKey()), (int) api.maxVersion()));
        }
        return new AuthorizationAnswers(address, newest);
    }

    /** Of another broker, in the same versions. */
    AuthorizationAnswers at(String otherAddress) {
        return new AuthorizationAnswers(otherAddress, newest);
    }

    Set<ApiKeys> apis() {
        return newest.keySet();
    }

    /** How often the answer to a row has each error. */
    Map<Errors, Integer> to(Row row, Uuid topicId) throws IOException {
        return to(row, row.request(), topicId);
    }

    /** The same with another request of that API. */
    Map<Errors, Integer> to(Row row, String request, Uuid topicId) throws IOException {
        int version = row.version() == AuthorizationTable.NEWEST
                ? Objects.requireNonNull(newest.get(row.api()))
                : row.version();
        String json = request.replace("'" + AuthorizationTable.TOPIC_ID + "'", "'" + topicId + "'");
        try (RawConnection connection = RawConnection.to(address)) {
            connection.send(row.api(), version, RequestFromJson.read(row.api(), json));
            ByteBuffer frame = connection.receiveFrame().orElseThrow(() -> new AssertionError("closed"));
            ByteBufferAccessor readable = new ByteBufferAccessor(frame);
            new ResponseHeaderData().read(readable, row.api().responseHeaderVersion((short) version));
            return errors(AbstractResponse.parseResponse(row.api(), readable, (short) version));
        }
    }

    /** Kafka leaves out the error of the whole in some responses. */
    private static Map<Errors, Integer> errors(AbstractResponse response) {
        Map<Errors, Integer> errors = new HashMap<>(response.errorCounts());
        if (response.data() instanceof DescribeUserScramCredentialsResponseData scram) {
            errors.merge(Errors.forCode(scram.errorCode()), 1, Integer::sum);
        }
        return errors;
    }
}
