package io.tailwater.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One section of the configuration, over all its layers: the first that has a setting wins. Remembers what was asked for,
 * so that whatever else is written there can be refused. Owned by whoever reads the configuration.
 */
final class ConfigSection {

    private static final String HIDDEN = "(hidden)";

    /** Names of free settings whose values nobody should see. */
    private static final Pattern SECRET = Pattern.compile("password|secret|token|credential", Pattern.CASE_INSENSITIVE);

    /** What one layer says in this section. */
    private record Part(ConfigLayer layer, Map<?, ?> names) {}

    /** A value, and where it was found. */
    private record Found(ConfigLayer layer, Object value) {}

    private final List<String> path;
    private final List<Part> parts;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<ConfigSection> sections = new ArrayList<>();
    private final ConfigFindings findings;

    private ConfigSection(List<String> path, List<Part> parts, ConfigFindings findings) {
        this.path = path;
        this.parts = parts;
        this.findings = findings;
    }

    /** The whole configuration, of layers with the strongest first. */
    static ConfigSection root(List<ConfigLayer> layers, ConfigFindings findings) {
        return new ConfigSection(
                List.of(),
                layers.stream().map(layer -> new Part(layer, layer.tree())).toList(),
                findings);
    }

    /** What a section says, or the default where that is wrong and others are to be looked at all the same. */
    <T> T part(String name, Function<ConfigSection, T> read, T absent) {
        try {
            return read.apply(section(name));
        } catch (InvalidConfigException e) {
            return findings.problem(e, absent);
        }
    }

    ConfigSection section(String name) {
        List<Part> inner = new ArrayList<>();
        for (Found found : findAll(name)) {
            if (!(found.value() instanceof Map<?, ?> names)) {
                throw wrong(name, found, "a section with settings of its own");
            }
            inner.add(new Part(found.layer(), names));
        }
        ConfigSection section = new ConfigSection(pathOf(name), inner, findings);
        sections.add(section);
        return section;
    }

    /** Sections under free names, which a layer like the environment writes with underscores for hyphens. */
    Map<String, ConfigSection> sections(String name) {
        Map<String, List<Part>> inner = new LinkedHashMap<>();
        for (Found found : findAll(name)) {
            if (!(found.value() instanceof Map<?, ?> entries)) {
                throw wrong(name, found, "names with settings of their own");
            }
            entries.forEach((written, value) -> {
                String free = String.valueOf(written);
                String plain =
                        found.layer().loose() ? free.toLowerCase(Locale.ROOT).replace('_', '-') : free;
                if (!(value instanceof Map<?, ?> names)) {
                    throw wrong(
                            name + "." + plain, new Found(found.layer(), value), "a section with settings of its own");
                }
                inner.computeIfAbsent(plain, key -> new ArrayList<>()).add(new Part(found.layer(), names));
            });
        }
        Map<String, ConfigSection> named = new LinkedHashMap<>();
        inner.forEach((plain, layers) -> {
            ConfigSection section = new ConfigSection(append(pathOf(name), plain), layers, findings);
            sections.add(section);
            named.put(plain, section);
        });
        return named;
    }

    /** A text that no message shows. */
    Secret secret(String name) {
        List<Found> found = findAll(name);
        if (found.isEmpty()) {
            tell(name, found, "");
            return Secret.NONE;
        }
        tell(name, found, HIDDEN);
        if (found.get(0).value() instanceof Map || found.get(0).value() instanceof Iterable) {
            throw new InvalidConfigException(String.join(".", pathOf(name)) + " must be text ("
                    + found.get(0).layer().origin() + ").");
        }
        return new Secret(String.valueOf(found.get(0).value()));
    }

    String text(String name, String absent) {
        return value(name, absent, "text", value -> value instanceof String text ? text : null);
    }

    /** Text that may be written as a number where it looks like one. */
    String textOrNumber(String name, String absent) {
        return value(
                name,
                absent,
                "text or a number",
                value -> value instanceof String || value instanceof Number ? String.valueOf(value) : null);
    }

    int integer(String name, int absent) {
        return value(
                name, absent, "a whole number", value -> value instanceof Map ? null : Integer.valueOf("" + value));
    }

    long whole(String name, long absent) {
        return value(name, absent, "a whole number", value -> value instanceof Map ? null : Long.valueOf("" + value));
    }

    double number(String name, double absent) {
        return value(name, absent, "a number", value -> value instanceof Map ? null : Double.valueOf("" + value));
    }

    boolean flag(String name, boolean absent) {
        return value(name, absent, "true or false", value -> switch (String.valueOf(value)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        });
    }

    /** An array of texts, or one text with commas between them, as an environment variable has it. */
    List<String> list(String name, List<String> absent) {
        return value(name, absent, "texts, in an array or with commas between them", ConfigSection::texts);
    }

    private static @Nullable List<String> texts(Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Iterable<?> array) {
            for (Object element : array) {
                if (!(element instanceof String text)) {
                    return null;
                }
                texts.add(text);
            }
            return texts;
        }
        if (!(value instanceof String all)) {
            return null;
        }
        for (String text : all.split(",", -1)) {
            if (!text.isBlank()) {
                texts.add(text.strip());
            }
        }
        return texts;
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E absent) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return value(
                name,
                absent,
                "one of " + String.join(", ", names),
                value -> Enum.valueOf(type, String.valueOf(value).toUpperCase(Locale.ROOT)));
    }

    /** Free names to values; a stronger layer adds to and overrides weaker ones. */
    Map<String, String> map(String name, Map<String, String> absent) {
        List<Found> layers = findAll(name);
        if (layers.isEmpty()) {
            tell(name, layers, "");
            return absent;
        }
        Map<String, String> merged = new LinkedHashMap<>();
        for (Found found : layers) {
            if (!(found.value() instanceof Map<?, ?> entries)) {
                throw wrong(name, found, "names with values");
            }
            entries.forEach((key, value) -> {
                String free = found.layer().freeName(String.valueOf(key));
                if (merged.putIfAbsent(free, String.valueOf(value)) == null) {
                    tell(name + "." + free, List.of(found), SECRET.matcher(free).find() ? HIDDEN : value);
                }
            });
        }
        return merged;
    }

    /** @throws InvalidConfigException when this section, or one inside it, has a name that nobody asked for */
    void refuseUnknown() {
        for (Part part : parts) {
            part.names().forEach((written, value) -> {
                String name = String.valueOf(written);
                if (isSomebodyElses(part.layer(), value)) {
                    return;
                }
                if (known.stream().noneMatch(setting -> part.layer().matches(name, setting))) {
                    findings.problem(
                            new InvalidConfigException("There is no setting "
                                    + part.layer().describe(append(path, name)) + " ("
                                    + part.layer().origin() + "): did you mean "
                                    + String.join(".", pathOf(NearestName.of(name, known))) + "?"),
                            name);
                }
            });
        }
        sections.forEach(ConfigSection::refuseUnknown);
    }

    /** A variable like TAILWATER_HOME that leads into no section: scripts and build servers have such names too. */
    private boolean isSomebodyElses(ConfigLayer layer, Object value) {
        return layer.loose() && path.isEmpty() && !(value instanceof Map);
    }

    /** For whoever wants to see all of it. */
    private void tell(String name, List<Found> found, Object value) {
        String text = value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT)
                : value instanceof Iterable<?> list ? commaSeparated(list) : String.valueOf(value);
        String origin = found.isEmpty()
                ? ConfigCheck.Setting.DEFAULT
                : found.get(0).layer().origin();
        findings.setting(new ConfigCheck.Setting(String.join(".", pathOf(name)), text, origin));
    }

    private static String commaSeparated(Iterable<?> list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(String.valueOf(each)));
        return String.join(",", texts);
    }

    private <T> T value(String name, T absent, String kind, Function<Object, @Nullable T> parse) {
        List<Found> found = findAll(name);
        if (found.isEmpty()) {
            tell(name, found, absent);
            return absent;
        }
        tell(name, found, found.get(0).value());
        try {
            T value = parse.apply(found.get(0).value());
            if (value != null) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            // Said below, with the setting's name.
        }
        return findings.problem(wrong(name, found.get(0), kind), absent);
    }

    private List<Found> findAll(String name) {
        known.add(name);
        List<Found> found = new ArrayList<>();
        for (Part part : parts) {
            part.names().forEach((written, value) -> {
                if (part.layer().matches(String.valueOf(written), name)) {
                    found.add(new Found(part.layer(), value));
                }
            });
        }
        return found;
    }

    private InvalidConfigException wrong(String name, Found found, String kind) {
        return new InvalidConfigException(String.join(".", pathOf(name)) + " must be " + kind + ", not '"
                + found.value() + "' (" + found.layer().origin() + ").");
    }

    private List<String> pathOf(String name) {
        return append(path, name);
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }
}
