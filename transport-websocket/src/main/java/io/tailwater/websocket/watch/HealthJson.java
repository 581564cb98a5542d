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
        return new JsonObject().put("status", status(report.worst())).put("checks", checks);
    }

    private static String status(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "pass";
            case WARN -> "warn";
            case FAIL, STUCK -> "fail";
        };
    }

    /** @param well whether what was asked about is so */
    public static void send(HttpServerResponse response, HealthReport report, boolean well) {
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(well ? 200 : UNAVAILABLE)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(of(report).toBuffer());
        }
    }
}
