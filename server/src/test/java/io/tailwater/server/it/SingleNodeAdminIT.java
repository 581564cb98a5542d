package io.tailwater.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidUpdateVersionException;
import org.apache.kafka.common.errors.NoReassignmentInProgressException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is about other brokers, or about security that there is none of: an answer or an error, never a hang. */
@Timeout(180)
class SingleNodeAdminIT {

    @RegisterExtension
    static final RunningBroker BROKER = RunningBroker.shared();

    private static final TopicPartition NOWHERE = new TopicPartition("nowhere", 0);

    private final Admin admin = BROKER.admin();
    private final Topics topics = new Topics(admin);

    @Test
    void noPartitionNeedsAnElection() {
        TopicPartition partition = topics.create("elected", 1);

        Map<TopicPartition, Optional<Throwable>> asked =
                Topics.await(admin.electLeaders(ElectionType.PREFERRED, Set.of(partition, NOWHERE))
                        .partitions());

        assertThat(asked.get(partition).orElseThrow()).isInstanceOf(ElectionNotNeededException.class);
        assertThat(asked.get(NOWHERE).orElseThrow()).isInstanceOf(UnknownTopicOrPartitionException.class);
        assertThat(Topics.await(admin.electLeaders(ElectionType.UNCLEAN, null).partitions()))
                .isEmpty();
    }

    @Test
    void replicasStayWhereTheyAre() {
        TopicPartition partition = topics.create("moving", 1);
        int node =
                Topics.await(admin.describeCluster().nodes()).iterator().next().id();

        Topics.await(reassign(partition, Optional.of(new NewPartitionReassignment(List.of(node)))));
        assertThat(Topics.await(admin.listPartitionReassignments().reassignments()))
                .isEmpty();
        assertThat(Topics.refusal(
                        reassign(partition, Optional.of(new NewPartitionReassignment(List.of(node, node + 1))))))
                .isInstanceOf(InvalidReplicaAssignmentException.class);
        assertThat(Topics.refusal(reassign(partition, Optional.empty())))
                .isInstanceOf(NoReassignmentInProgressException.class);
        assertThat(Topics.refusal(reassign(NOWHERE, Optional.empty())))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
    }

    private org.apache.kafka.common.KafkaFuture<Void> reassign(
            TopicPartition partition, Optional<NewPartitionReassignment> wanted) {
        return admin.alterPartitionReassignments(Map.of(partition, wanted)).all();
    }

    @Test
    void isAQuorumOfOne() {
        QuorumInfo quorum = Topics.await(admin.describeMetadataQuorum().quorumInfo());

        assertThat(quorum.voters())
                .singleElement()
                .satisfies(voter -> assertThat(voter.replicaId()).isEqualTo(quorum.leaderId()));
        assertThat(quorum.observers()).isEmpty();
        assertThat(Topics.refusal(admin.unregisterBroker(99).all())).isInstanceOf(BrokerIdNotRegisteredException.class);
        assertThat(Topics.refusal(admin.unregisterBroker(quorum.leaderId()).all()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void featuresAreAsTheyAre() {
        Topics.await(admin.describeFeatures().featureMetadata());

        assertThat(Topics.refusal(admin.updateFeatures(
                                Map.of(
                                        "metadata.version",
                                        new FeatureUpdate((short) 30, FeatureUpdate.UpgradeType.UPGRADE)),
                                new UpdateFeaturesOptions())
                        .all()))
                .isInstanceOf(InvalidUpdateVersionException.class);
    }

    @Test
    void thereIsNoAuthorizer() {
        AclBinding binding = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "words", PatternType.LITERAL),
                new AccessControlEntry("User:alice", "*", AclOperation.READ, AclPermissionType.ALLOW));

        assertThat(Topics.refusal(admin.describeAcls(AclBindingFilter.ANY).values()))
                .isInstanceOf(SecurityDisabledException.class);
        assertThat(Topics.refusal(admin.createAcls(List.of(binding)).all()))
                .isInstanceOf(SecurityDisabledException.class);
        assertThat(Topics.refusal(
                        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all()))
                .isInstanceOf(SecurityDisabledException.class);
    }
}
