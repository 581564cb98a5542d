package io.tailwater.tcp.api;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsPartition;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells how large partitions are and how much room the data directory has (KIP-113). v3 has an error of its own, v4 tells the
 * size of the disk (KIP-827), v5 that a directory is cordoned, which none is here. What is asked for and not there is left
 * out, as with Kafka.
 */
final class DescribeLogDirsHandler implements ApiHandler<DescribeLogDirsRequestData, DescribeLogDirsResponseData> {

    private static final long UNKNOWN = -1;

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_LOG_DIRS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 5);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public DescribeLogDirsRequestData decode(Readable body, short version) {
        return new DescribeLogDirsRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, DescribeLogDirsRequestData request) {
        return context.clusterRefusal(AclOperation.DESCRIBE);
    }

    @Override
    public Future<DescribeLogDirsResponseData> handle(RequestContext context, DescribeLogDirsRequestData request) {
        File directory = context.broker().config().storage().directory().toFile();
        DescribeLogDirsResult result = new DescribeLogDirsResult().setLogDir(directory.getAbsolutePath());
        List<Future<?>> answers = new ArrayList<>();
        if (request.topics() == null) {
            for (Topic topic : context.broker().topics().all()) {
                List<Integer> partitions = new ArrayList<>();
                for (int index = 0; index < topic.partitionCount(); index++) {
                    partitions.add(index);
                }
                answers.add(describe(context, topic, partitions, result));
            }
        } else {
            for (DescribableLogDirTopic wanted : request.topics()) {
                Topic topic = context.broker().topics().find(wanted.topic());
                if (topic != null) {
                    answers.add(describe(context, topic, wanted.partitions(), result));
                }
            }
        }
        // Asking the file system can take long where it is a network's.
        answers.add(Vertx.currentContext().executeBlocking(() -> measure(directory, result)));
        return Future.all(answers).map(all -> {
            DescribeLogDirsResponseData response = new DescribeLogDirsResponseData();
            response.results().add(result);
            return response;
        });
    }

    private static Future<?> describe(
            RequestContext context, Topic topic, List<Integer> partitions, DescribeLogDirsResult result) {
        DescribeLogDirsTopic answer = new DescribeLogDirsTopic().setName(topic.name());
        result.topics().add(answer);
        List<Future<?>> answers = new ArrayList<>(partitions.size());
        for (int index : partitions) {
            answers.add(context.broker()
                    .partitions()
                    .status(new PartitionKey(topic.id(), index))
                    .onSuccess(status -> {
                        if (status instanceof Result.Ok<PartitionStatus> ok) {
                            answer.partitions()
                                    .add(new DescribeLogDirsPartition()
                                            .setPartitionIndex(index)
                                            .setPartitionSize(ok.value().sizeBytes()));
                        }
                    }));
        }
        return Future.all(answers);
    }

    private static DescribeLogDirsResult measure(File directory, DescribeLogDirsResult result) {
        long totalBytes = directory.getTotalSpace();
        return result.setTotalBytes(totalBytes > 0 ? totalBytes : UNKNOWN)
                .setUsableBytes(totalBytes > 0 ? directory.getUsableSpace() : UNKNOWN);
    }

    @Override
    public DescribeLogDirsResponseData failed(
            RequestContext context, DescribeLogDirsRequestData request, Errors error) {
        return new DescribeLogDirsResponseData().setErrorCode(error.code());
    }
}
