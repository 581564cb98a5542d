package io.tailwater.core;

import io.tailwater.core.config.AuthenticationConfig;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.BrokerSecurity;
import io.tailwater.core.security.Security;
import io.tailwater.core.security.authentication.FailedAttempts;
import io.tailwater.core.security.authentication.GuardedAuthentications;
import io.tailwater.core.security.rule.RuleAuthorizer;
import io.tailwater.core.security.rule.StoredRules;
import io.tailwater.core.security.user.StoredUsers;
import io.tailwater.spi.LogStorage;
import io.vertx.core.Context;
import java.security.SecureRandom;
import java.time.InstantSource;

/** A broker's users and rules, from their files to what transports see. Closed once. */
final class SecurityParts implements AutoCloseable {

    private final Security security;
    private final GuardedAuthentications authentications;

    private SecurityParts(Security security, GuardedAuthentications authentications) {
        this.security = security;
        this.authentications = authentications;
    }

    /**
     * Reads what is kept; blocking.
     *
     * @param context an event loop's, on which rules are changed
     */
    static SecurityParts open(
            Context context,
            BrokerConfig config,
            LogStorage storage,
            InstantSource clock,
            AuditLog audit,
            BrokerThreads threads) {
        SecureRandom random = new SecureRandom();
        AuthenticationConfig settings = config.security().authentication();
        StoredUsers users = StoredUsers.open(storage, random, threads.worker());
        boolean rulesCount = config.security().authorization();
        StoredRules rules = rulesCount ? StoredRules.open(context, storage, threads.worker()) : null;
        Authorizer authorizer =
                rules == null ? Authorizer.ALLOW_ALL : new RuleAuthorizer(rules::index, config.security());
        GuardedAuthentications authentications = new GuardedAuthentications(
                context.owner(),
                users,
                ServiceFinder.authenticators(
                        settings.authenticators(),
                        settings.settings(),
                        config.storage().plugins()),
                new FailedAttempts(settings.failuresPerMinute(), clock, random),
                audit,
                random,
                threads.hasher());
        return new SecurityParts(new BrokerSecurity(authorizer, rules, authentications, users), authentications);
    }

    Security security() {
        return security;
    }

    @Override
    public void close() {
        authentications.close();
    }
}
