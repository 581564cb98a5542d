package io.tailwater.core.security.user;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.UserHold;
import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * The users, kept in a blob of the storage. Thread-safe: look-ups read an immutable snapshot from any thread; changes are made
 * one after the other, on disk before anybody sees them.
 */
public final class StoredUsers implements Users {

    static final int MOST_USERS = 10_000;

    private final UsersFile file;
    private final Executor worker;
    private final Object changing = new Object();
    private volatile UserTable table;

    private StoredUsers(UsersFile file, UserTable table, Executor worker) {
        this.file = file;
        this.table = table;
        this.worker = worker;
    }

    /**
     * Reads the users; blocking.
     *
     * @param worker runs blocking writes
     */
    public static StoredUsers open(LogStorage storage, SecureRandom random, Executor worker) {
        UsersFile file = new UsersFile(storage);
        return new StoredUsers(file, file.read(random), worker);
    }

    @Override
    public SortedMap<String, Map<ScramMechanism, ScramCredential>> all() {
        return table.users();
    }

    /** What is known of a user; of one that does not exist a credential that nothing fits. */
    public KnownCredential credential(String user, ScramMechanism mechanism) {
        UserTable now = table;
        ScramCredential known = now.find(user, mechanism);
        return known != null
                ? new KnownCredential(known, true, now.hold(user))
                : new KnownCredential(now.standIn(user, mechanism), false, UserHold.NONE);
    }

    /** A credential of a user to check a password by; of one that does not exist, one that nothing fits. */
    public KnownCredential credential(String user) {
        UserTable now = table;
        ScramCredential known = now.findForPassword(user);
        return known != null
                ? new KnownCredential(known, true, now.hold(user))
                : new KnownCredential(now.standInForPassword(user), false, UserHold.NONE);
    }

    /** How long it counts that somebody logs in as a user now; {@link UserHold#NONE} where there is no such user. */
    public UserHold hold(String user) {
        return table.hold(user);
    }

    @Override
    public Future<List<Result<Done>>> alter(List<UserAlteration> alterations) {
        Context asker = Vertx.currentContext();
        Promise<List<Result<Done>>> promise = Promise.promise();
        worker.execute(() -> {
            Future<List<Result<Done>>> made = made(alterations);
            if (asker == null) {
                made.onComplete(promise);
            } else {
                asker.runOnContext(there -> made.onComplete(promise));
            }
        });
        return promise.future();
    }

    private Future<List<Result<Done>>> made(List<UserAlteration> alterations) {
        try {
            return Future.succeededFuture(alterNow(alterations));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** As {@link #alter}, on the caller's thread; blocking. */
    public List<Result<Done>> alterNow(List<UserAlteration> alterations) {
        synchronized (changing) {
            SortedMap<String, Map<ScramMechanism, ScramCredential>> draft = new TreeMap<>(table.users());
            List<Result<Done>> results = new ArrayList<>(alterations.size());
            boolean changed = false;
            for (UserAlteration alteration : alterations) {
                Result<Done> result = check(draft, alteration);
                results.add(result);
                if (result instanceof Result.Ok<Done>) {
                    apply(draft, alteration);
                    changed = true;
                }
            }
            if (changed) {
                UserTable after = table.with(draft);
                file.write(after);
                UserTable before = table;
                table = after;
                before.endHolds(after);
            }
            return results;
        }
    }

    private static void apply(
            SortedMap<String, Map<ScramMechanism, ScramCredential>> draft, UserAlteration alteration) {
        Map<ScramMechanism, ScramCredential> credentials = new EnumMap<>(ScramMechanism.class);
        credentials.putAll(draft.getOrDefault(alteration.user(), Map.of()));
        credentials.keySet().removeAll(alteration.removed());
        alteration.set().forEach(credential -> credentials.put(credential.mechanism(), credential));
        if (credentials.isEmpty()) {
            draft.remove(alteration.user());
        } else {
            draft.put(alteration.user(), Collections.unmodifiableMap(credentials));
        }
    }

    private static Result<Done> check(
            SortedMap<String, Map<ScramMechanism, ScramCredential>> users, UserAlteration alteration) {
        String user = alteration.user();
        for (ScramMechanism mechanism : alteration.removed()) {
            if (!users.getOrDefault(user, Map.of()).containsKey(mechanism)) {
                return Result.refused(
                        ErrorCode.RESOURCE_NOT_FOUND,
                        "There is no user of that name with a credential for " + mechanism.saslName() + ".");
            }
        }
        String objection = alteration.set().isEmpty() ? null : UserName.objection(user);
        if (objection != null) {
            return Result.refused(ErrorCode.UNACCEPTABLE_CREDENTIAL, objection);
        }
        for (ScramCredential credential : alteration.set()) {
            int iterations = credential.iterations();
            if (iterations < ScramCredential.LEAST_ITERATIONS || iterations > ScramCredential.MOST_ITERATIONS) {
                return Result.refused(
                        ErrorCode.UNACCEPTABLE_CREDENTIAL,
                        "Iterations must be " + ScramCredential.LEAST_ITERATIONS + " to "
                                + ScramCredential.MOST_ITERATIONS + ", not " + iterations + ".");
            }
        }
        if (!alteration.set().isEmpty() && !users.containsKey(user) && users.size() >= MOST_USERS) {
            return Result.refused(ErrorCode.POLICY_VIOLATION, "There are " + MOST_USERS + " users: more are not kept.");
        }
        return Result.ok(Done.DONE);
    }
}
