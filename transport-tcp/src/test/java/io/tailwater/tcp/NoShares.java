package io.tailwater.tcp;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.share.PartitionAcknowledgements;
import io.tailwater.core.share.PartitionOutcome;
import io.tailwater.core.share.PendingShareFetch;
import io.tailwater.core.share.ShareClient;
import io.tailwater.core.share.ShareFetchQuery;
import io.tailwater.core.share.ShareMember;
import io.tailwater.core.share.ShareOffset;
import io.tailwater.core.share.ShareSettings;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Share groups of which nobody has read anything. Stateless. */
final class NoShares implements ShareClient {

    @Override
    public Future<Result<Done>> prepare() {
        return Future.succeededFuture(Result.ok(Done.DONE));
    }

    @Override
    public ShareSettings settings(String groupId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PendingShareFetch fetch(ShareFetchQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<List<PartitionOutcome>>> acknowledge(
            ShareMember member, List<PartitionAcknowledgements> partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<Done>> release(ShareMember member, List<PartitionKey> partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<List<ShareOffset>>> offsets(String groupId) {
        return Future.succeededFuture(Result.ok(List.of()));
    }

    @Override
    public Future<Result<Done>> alterOffsets(String groupId, Map<PartitionKey, Long> startOffsets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Result<Done>> deleteOffsets(String groupId, List<PartitionKey> partitions) {
        return Future.succeededFuture(Result.ok(Done.DONE));
    }

    @Override
    public Future<Result<Done>> deleteGroup(String groupId) {
        return Future.succeededFuture(Result.ok(Done.DONE));
    }
}
