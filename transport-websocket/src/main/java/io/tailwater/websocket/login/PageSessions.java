package io.tailwater.websocket.login;

import io.tailwater.core.config.BrowserSessionsConfig;
import io.tailwater.core.security.ClientSession;
import io.tailwater.spi.security.Principal;
import io.vertx.core.shareddata.Shareable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who is logged in with a browser, by what their cookie has. Thread-safe: all event loops share it. It is kept in
 * memory only: who was logged in logs in again when the broker was started again.
 *
 * <p>What a cookie has is 256 random bits; what is kept of it is a digest, so that neither a memory dump nor the time that a
 * look-up takes tells one.
 */
public final class PageSessions implements Shareable {

    private static final int ID_BYTES = 32;
    private static final int ID_LENGTH = 43;

    private final InstantSource clock;
    private final SecureRandom random;
    private final BrowserSessionsConfig limits;

    /** By digest, in the order in which they were used. */
    private final LinkedHashMap<String, PageSession> sessions = new LinkedHashMap<>(16, 0.75f, true);

    /** One that has begun, and what its cookie has. */
    record Opened(String id, PageSession session) {

        @Override
        public String toString() {
            return "Opened[]";
        }
    }

    public PageSessions(InstantSource clock, SecureRandom random, BrowserSessionsConfig limits) {
        this.clock = clock;
        this.random = random;
        this.limits = limits;
    }

    /**
     * Begins one. Where there are too many, of this user or in all, the one ends that was not used for longest.
     *
     * @param proven who has just shown who they are
     * @return it, and what the cookie has to have
     */
    synchronized Opened open(ClientSession proven) {
        Principal principal = proven.principal();
        long now = clock.millis();
        sessions.values().removeIf(session -> !session.holds(now));
        endOldest(
                limits.maxPerUser(),
                sessions.values().stream()
                        .filter(session -> session.principal().equals(principal))
                        .count(),
                principal);
        endOldest(limits.max(), sessions.size(), null);
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        long expiresAt = Math.min(proven.expiresAtMillis(), now + limits.longestMillis());
        PageSession session = new PageSession(principal, proven.hold(), expiresAt, limits.idleMillis(), now);
        sessions.put(digest(text), session);
        return new Opened(text, session);
    }

    /** @param principal of whom, or null for anybody */
    private void endOldest(int most, long there, @Nullable Principal principal) {
        if (there < most) {
            return;
        }
        for (Iterator<PageSession> oldest = sessions.values().iterator(); oldest.hasNext(); ) {
            PageSession session = oldest.next();
            if (principal == null || session.principal().equals(principal)) {
                session.end();
                oldest.remove();
                return;
            }
        }
    }

    /** Whose a cookie is; null when it is nobody's any more. */
    synchronized @Nullable PageSession find(String id) {
        if (id.length() != ID_LENGTH) {
            return null;
        }
        long now = clock.millis();
        PageSession session = sessions.get(digest(id));
        if (session == null || !session.holds(now)) {
            return null;
        }
        session.used(now);
        return session;
    }

    /** Ends one, and with it the WebSockets that came by it. */
    synchronized void end(String id) {
        PageSession session = sessions.remove(digest(id));
        if (session != null) {
            session.end();
        }
    }

    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
