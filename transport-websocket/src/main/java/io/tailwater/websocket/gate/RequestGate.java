package io.tailwater.websocket.gate;

import io.netty.util.NetUtil;
import io.tailwater.core.config.HttpConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other people's pages out. Immutable.
 *
 * <p>A page anywhere can make a visitor's browser send requests to this machine, and can make a name of its own point here (DNS
 * rebinding). So a request must name the broker in {@code Host} as it is known, and where the browser says which page it acts
 * for, that must be one of the broker's own or of a configured origin.
 */
public final class RequestGate {

    private final Set<String> hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
    private final Set<String> origins = new HashSet<>();

    public RequestGate(HttpConfig config) {
        config.allowedHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
        config.allowedOrigins().forEach(origin -> origins.add(origin.toLowerCase(Locale.ROOT)));
    }

    /** Why a request is to be refused, in a sentence; null when it may pass. */
    public @Nullable String refusal(HttpServerRequest request) {
        MultiMap headers = request.headers();
        List<String> named = headers.getAll("Host");
        if (named.size() != 1) {
            return "A request must have exactly one Host header.";
        }
        String host = named.get(0).toLowerCase(Locale.ROOT);
        if (!isOurs(nameOf(host), request)) {
            return "This broker is not known by the name in the Host header: http.allowedHosts lists others than localhost.";
        }
        List<String> pages = headers.getAll("Origin");
        boolean allowedPage = pages.size() == 1 && origins.contains(pages.get(0).toLowerCase(Locale.ROOT));
        if (allowedPage) {
            return null;
        }
        if (!pages.isEmpty() && (pages.size() > 1 || !isOwnPage(pages.get(0), host))) {
            return "This page is served from elsewhere: http.allowedOrigins lists the pages that may use this broker.";
        }
        return "cross-site".equalsIgnoreCase(headers.get("Sec-Fetch-Site"))
                ? "Another site's page may not use this broker: http.allowedOrigins lists those that may."
                : null;
    }

    /**
     * Whether a request that has passed is from a page of the broker itself, and nobody else made the browser send it: a browser
     * says of every request that may change something which page it acts for.
     */
    public boolean isFromOwnPage(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        String site = request.getHeader("Sec-Fetch-Site");
        if (origin != null) {
            return isOwnPage(origin, String.valueOf(request.getHeader("Host")).toLowerCase(Locale.ROOT));
        }
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        boolean upgrade = request.headers().contains("Upgrade");
        return site == null
                ? reads && !upgrade
                : site.equalsIgnoreCase("same-origin") || (site.equalsIgnoreCase("none") && reads && !upgrade);
    }

    /** An address that the client connected to is as good as a name: rebinding needs a name. */
    private boolean isOurs(String name, HttpServerRequest request) {
        if (hosts.contains(name)) {
            return true;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(
                name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name);
        return address != null
                && request.localAddress() != null
                && address.getHostAddress().equals(request.localAddress().hostAddress());
    }

    private static String nameOf(String host) {
        int bracket = host.lastIndexOf(']');
        int colon = host.indexOf(':', bracket + 1);
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static boolean isOwnPage(String origin, String host) {
        String page = origin.toLowerCase(Locale.ROOT);
        return page.equals("http://" + host) || page.equals("https://" + host);
    }
}
