package io.tailwater.websocket.watch;

import io.tailwater.core.health.HealthFinding;
import io.tailwater.core.health.HealthFinding.Verdict;
import io.tailwater.core.health.HealthReport;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Health as JSON: {@code {"status": "pass", "checks": [{"name": …, "status": …, "detail": …}]}}. Stateless. */
public final class HealthJson {

    private static final int UNAVAILABLE = 503;

    private HealthJson() {}

    public static JsonObject of(HealthReport report) {
        JsonArray checks = new JsonArray();
        for (HealthFinding finding : report.findings()) {
            checks.add(new JsonObject()
                    .put("name", finding.check())
                    .put("status", status(finding.verdict()))
                    .put("detail", finding.detail()));
        }
        return inAWord(report).put("checks", checks);
    }

    private static JsonObject inAWord(HealthReport report) {
        return new JsonObject().put("status", status(report.worst()));
    }

    private static String status(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass";
            case WARN -> "warn";
            case FAIL, STUCK -> "fail";
        };
    }

    /**
     * Ends a response with what was found.
     *
     * @param well whether what was asked about is so
     * @param detailed whether the checks are told of, and not the worst of what they say alone
     */
    public static void send(HttpServerResponse response, HealthReport report, boolean well, boolean detailed) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(well ? 200 : UNAVAILABLE)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end((detailed ? of(report) : inAWord(report)).toBuffer());
        }
    }
}
