package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.group.DescribedShareGroup;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.List;

/** The question whether how far a share group has come may be changed: nobody is to be in it. Stateless. */
final class EmptyShareGroup {

    private EmptyShareGroup() {}

    /** {@code GROUP_ID_NOT_FOUND} also for a group of another type, {@code NON_EMPTY_GROUP}. */
    static Future<Result<Done>> require(Broker broker, String groupId) {
        return broker.groups()
                .describeShare(List.of(groupId))
                .map(answers -> judge(groupId, answers.get(0).result()));
    }

    private static Result<Done> judge(String groupId, Result<DescribedShareGroup> result) {
        if (result instanceof Result.Ok<DescribedShareGroup> ok
                && !ok.value().members().isEmpty()) {
            return new Result.Refused<>(
                    new BrokerError(ErrorCode.NON_EMPTY_GROUP, "Group " + groupId + " has members"));
        }
        return result.map(described -> Done.DONE);
    }
}
