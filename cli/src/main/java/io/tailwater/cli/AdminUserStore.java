package io.tailwater.cli;

import static io.tailwater.cli.AdminCommand.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** The users of a running broker (KIP-554): the password is hashed here, and does not leave this process. */
record AdminUserStore(Admin admin) implements UserStore {

    @Override
    public SortedMap<String, List<UserCredential>> all() throws Exception {
        SortedMap<String, List<UserCredential>> all = new TreeMap<>();
        await(admin.describeUserScramCredentials().all())
                .forEach((user, description) -> all.put(
                        user,
                        description.credentialInfos().stream()
                                .map(info -> new UserCredential(info.mechanism().mechanismName(), info.iterations()))
                                .toList()));
        return all;
    }

    @Override
    public void set(String user, String password, Set<UserCredential> credentials) throws Exception {
        List<UserScramCredentialAlteration> alterations = new ArrayList<>();
        for (UserCredential credential : credentials) {
            ScramMechanism mechanism = ScramMechanism.fromMechanismName(credential.mechanism());
            alterations.add(new UserScramCredentialUpsertion(
                    user, new ScramCredentialInfo(mechanism, credential.iterations()), password));
        }
        await(admin.alterUserScramCredentials(alterations).all());
    }

    @Override
    public void remove(String user) throws Exception {
        List<UserScramCredentialAlteration> alterations = new ArrayList<>();
        for (UserCredential credential : all().getOrDefault(user, List.of())) {
            alterations.add(
                    new UserScramCredentialDeletion(user, ScramMechanism.fromMechanismName(credential.mechanism())));
        }
        await(admin.alterUserScramCredentials(alterations).all());
    }
}
