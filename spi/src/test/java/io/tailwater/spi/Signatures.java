package io.tailwater.spi;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What those who are compiled against the SPI can see of it, a line for each type and member. Stateless. */
final class Signatures {

    private Signatures() {}

    /** Every public type, and every public or protected member, as the virtual machine links it. */
    static Set<String> ofTheSpi() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(LogStorageProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(classes)) {
            names = files.map(classes::relativize)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - 6).replace('/', '.'))
                    .toList();
        }
        Set<String> lines = new TreeSet<>();
        for (String name : names) {
            Class<?> type = Class.forName(name, false, LogStorageProvider.class.getClassLoader());
            if (isVisible(type)) {
                describe(type, lines);
            }
        }
        return lines;
    }

    private static boolean isVisible(Class<?> type) {
        return (type.getDeclaringClass() == null || isVisible(type.getDeclaringClass()))
                && isVisible(type.getModifiers());
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void describe(Class<?> type, Set<String> lines) {
        String kind = type.isRecord() ? "record" : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
        lines.add(type.getName() + " " + modifiers(type.getModifiers() & ~Modifier.INTERFACE & ~Modifier.STATIC) + kind
                + supertypes(type));
        for (Field field : type.getDeclaredFields()) {
            if (isPartOfIt(field)) {
                lines.add(type.getName() + "." + field.getName() + " " + modifiers(field.getModifiers())
                        + field.getType().getTypeName());
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isPartOfIt(constructor)) {
                lines.add(type.getName() + ".new" + parameters(constructor) + " "
                        + modifiers(constructor.getModifiers()).strip());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isPartOfIt(method)) {
                lines.add(type.getName() + "." + method.getName() + parameters(method) + " "
                        + modifiers(method.getModifiers()
                                & ~Modifier.SYNCHRONIZED
                                & ~Modifier.VOLATILE
                                & ~Modifier.TRANSIENT)
                        + (method.isDefault() ? "default " : "")
                        + method.getReturnType().getTypeName());
            }
        }
    }

    private static boolean isPartOfIt(Member member) {
        return isVisible(member.getModifiers()) && !member.isSynthetic();
    }

    private static String supertypes(Class<?> type) {
        String supertypes = Stream.concat(
                        Stream.ofNullable(type.getSuperclass()).filter(above -> above != Object.class),
                        Arrays.stream(type.getInterfaces()))
                .map(Class::getTypeName)
                .collect(Collectors.joining(", "));
        return supertypes.isEmpty() ? "" : " : " + supertypes;
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String modifiers(int modifiers) {
        String words = Modifier.toString(modifiers);
        return words.isEmpty() ? "" : words + " ";
    }
}
