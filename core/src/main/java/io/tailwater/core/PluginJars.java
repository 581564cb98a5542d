package io.tailwater.core;

import io.tailwater.core.config.InvalidConfigException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Jars that are no part of the program, in a directory ({@code storage.plugins}). Stateless. */
final class PluginJars {

    private PluginJars() {}

    /**
     * Loads classes from the jars of a directory, in the order of their names, and everything else as the broker does. It stays open:
     * an engine may load classes until the process ends.
     *
     * @throws InvalidConfigException when the directory cannot be read, or has no jar
     */
    static ClassLoader of(Path directory, ClassLoader broker) {
        try (Stream<Path> files = Files.list(directory)) {
            List<URL> jars = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".jar")) {
                    jars.add(urlOf(file));
                }
            }
            if (jars.isEmpty()) {
                throw new InvalidConfigException("There is no jar in " + directory + " (storage.plugins).");
            }
            return new URLClassLoader("tailwater-plugins", jars.toArray(new URL[0]), broker);
        } catch (IOException e) {
            throw new InvalidConfigException("The directory of plugins " + directory
                    + " cannot be read (storage.plugins): " + e.getClass().getSimpleName() + ".");
        }
    }

    private static URL urlOf(Path file) throws MalformedURLException {
        return file.toUri().toURL();
    }
}
