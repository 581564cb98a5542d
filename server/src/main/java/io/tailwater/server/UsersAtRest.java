package io.tailwater.server;

import io.tailwater.cli.UserStore;
import io.tailwater.core.OfflineDirectory;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.user.ScramCredential;
import io.tailwater.core.security.user.ScramMechanism;
import io.tailwater.core.security.user.StoredUsers;
import io.tailwater.core.security.user.UserAlteration;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The users in a data directory that no broker has open. Used by one thread. */
record UsersAtRest(StoredUsers users, SecureRandom random) implements UserStore {

    /** Opens the directory, or makes one, and closes it again. */
    static void with(String directory, String engine, Work work) throws Exception {
        SecureRandom random = new SecureRandom();
        try (OfflineDirectory opened =
                new OfflineDirectory(Path.of(directory).toAbsolutePath().normalize(), engine)) {
            work.run(new UsersAtRest(StoredUsers.open(opened.storage(), random, Runnable::run), random));
        }
    }

    @Override
    public SortedMap<String, List<UserCredential>> all() {
        SortedMap<String, List<UserCredential>> all = new TreeMap<>();
        users.all()
                .forEach((user, credentials) -> all.put(
                        user,
                        credentials.values().stream()
                                .map(each -> new UserCredential(each.mechanism().saslName(), each.iterations()))
                                .toList()));
        return all;
    }

    @Override
    public void set(String user, String password, Set<UserCredential> credentials) {
        alter(new UserAlteration(
                user,
                Set.of(),
                credentials.stream()
                        .map(each -> ScramCredential.ofPassword(
                                Objects.requireNonNull(ScramMechanism.named(each.mechanism())),
                                password,
                                each.iterations(),
                                random))
                        .toList()));
    }

    @Override
    public void remove(String user) {
        alter(new UserAlteration(user, users.all().getOrDefault(user, Map.of()).keySet(), List.of()));
    }

    private void alter(UserAlteration alteration) {
        if (users.alterNow(List.of(alteration)).get(0) instanceof Result.Refused<Done> refused) {
            throw UserStore.refusal(refused.error().message());
        }
    }
}
