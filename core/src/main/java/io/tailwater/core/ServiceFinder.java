package io.tailwater.core;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.telemetry.Telemetry;
import io.tailwater.core.telemetry.TelemetryProvider;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.SpiVersion;
import io.tailwater.spi.security.Authenticator;
import io.tailwater.spi.security.AuthenticatorProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** Finds what is plugged in on the class path. Stateless. */
final class ServiceFinder {

    private ServiceFinder() {}

    /**
     * Finds an engine on the class path, or in a directory of jars.
     *
     * @param plugins the directory; empty for none
     * @throws InvalidConfigException when there is no engine of that name, naming those there are, or when it was built against a
     *     version of the SPI that this broker does not have
     */
    static LogStorageProvider storageEngine(String name, String plugins) {
        ClassLoader loader = loader(plugins);
        Set<String> names = new TreeSet<>();
        try {
            for (LogStorageProvider provider : ServiceLoader.load(LogStorageProvider.class, loader)) {
                if (provider.name().equals(name)) {
                    return ofAKnownVersion(provider);
                }
                names.add(provider.name());
            }
        } catch (ServiceConfigurationError e) {
            throw new InvalidConfigException("A storage engine cannot be loaded: " + e.getMessage() + ".");
        }
        throw new InvalidConfigException("There is no storage engine '" + name + "' (storage.engine): "
                + (plugins.isEmpty() ? "the class path has " : "the class path and " + plugins + " have ")
                + (names.isEmpty() ? "none" : String.join(", ", names)) + ".");
    }

    /**
     * Finds and opens authenticators, which may block.
     *
     * @param settings of all, each beginning with the name of the one it is for and a dot
     * @throws InvalidConfigException when there is none of a name, naming those there are, or one does not take its settings
     */
    static List<Authenticator> authenticators(List<String> wanted, Map<String, String> settings, String plugins) {
        List<Authenticator> opened = new ArrayList<>();
        try {
            providers(wanted, plugins)
                    .forEach(provider -> opened.add(told(provider, settings, AuthenticatorProvider::open)));
            return opened;
        } catch (InvalidConfigException e) {
            opened.forEach(Authenticator::close);
            throw e;
        }
    }

    /**
     * Finds authenticators, and has them look at their settings.
     *
     * @param settings as for {@link #authenticators}
     * @return what only a start will tell, a sentence each
     * @throws InvalidConfigException as {@link #authenticators}
     */
    static List<String> checkAuthenticators(List<String> wanted, Map<String, String> settings, String plugins) {
        List<String> untold = new ArrayList<>();
        providers(wanted, plugins)
                .forEach(provider -> untold.addAll(told(provider, settings, AuthenticatorProvider::check)));
        return untold;
    }

    private static List<AuthenticatorProvider> providers(List<String> wanted, String plugins) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Map<String, AuthenticatorProvider> found = new TreeMap<>();
        try {
            ServiceLoader.load(AuthenticatorProvider.class, loader(plugins))
                    .forEach(provider -> found.putIfAbsent(provider.name(), provider));
        } catch (ServiceConfigurationError e) {
            throw new InvalidConfigException("An authenticator cannot be loaded: " + e.getMessage() + ".");
        }
        List<AuthenticatorProvider> chosen = new ArrayList<>();
        for (String name : wanted) {
            AuthenticatorProvider provider = found.get(name);
            if (provider == null) {
                throw new InvalidConfigException("There is no authenticator '" + name
                        + "' (security.authentication.authenticators): there "
                        + (found.isEmpty() ? "is none" : "are " + String.join(", ", found.keySet())) + ".");
            }
            chosen.add(provider);
        }
        return chosen;
    }

    /** What a provider makes of its settings. */
    private static <T> T told(
            AuthenticatorProvider provider,
            Map<String, String> settings,
            BiFunction<AuthenticatorProvider, Map<String, String>, T> question) {
        String name = provider.name();
        Map<String, String> own = new TreeMap<>();
        settings.forEach((setting, value) -> {
            if (setting.startsWith(name + ".")) {
                own.put(setting.substring(name.length() + 1), value);
            }
        });
        try {
            return question.apply(provider, own);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigException(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            // Somebody else's code: its settings may be in the message, and secrets in its settings.
            throw new InvalidConfigException("The authenticator '" + name + "' cannot be opened: "
                    + e.getClass().getName() + ".");
        }
    }

    private static ClassLoader loader(String plugins) {
        ClassLoader broker = ServiceFinder.class.getClassLoader();
        return plugins.isEmpty()
                ? broker
                : PluginJars.of(Path.of(plugins).toAbsolutePath().normalize(), broker);
    }

    static LogStorageProvider ofAKnownVersion(LogStorageProvider provider) {
        int version = provider.spiVersion();
        if (version < SpiVersion.OLDEST || version > SpiVersion.CURRENT) {
            throw new InvalidConfigException("The storage engine '" + provider.name() + "' was built against version "
                    + version
                    + " of the storage SPI, and this broker takes " + SpiVersion.OLDEST + " to " + SpiVersion.CURRENT
                    + ": use a build of the engine that was made for this broker.");
        }
        return provider;
    }

    static RecordFormat recordFormat() {
        Iterator<RecordFormat> formats = load(RecordFormat.class).iterator();
        if (!formats.hasNext()) {
            throw new InvalidConfigException(
                    "There is no record format on the class path: add tailwater-records beside tailwater-core.");
        }
        return formats.next();
    }

    /** What metrics and spans are made with; nothing is looked for when nobody asks for them. */
    static Telemetry telemetry(BrokerConfig config) {
        if (!config.metrics().enabled() && !config.tracing().enabled()) {
            return Telemetry.NONE;
        }
        return load(TelemetryProvider.class)
                .findFirst()
                .orElseThrow(() -> new InvalidConfigException(
                        "metrics.enabled and tracing.endpoint need" + " tailwater-telemetry on the class path."))
                .open(config);
    }

    /** By core's own class loader: worker threads may have inherited any other. */
    private static <T> ServiceLoader<T> load(Class<T> service) {
        return ServiceLoader.load(service, ServiceFinder.class.getClassLoader());
    }
}
