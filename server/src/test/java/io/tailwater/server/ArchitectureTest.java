package io.tailwater.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.tailwater.core.bus.BrokerMessage;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The modules' and packages' rules, as sentences. When one is red, move the code; a rule moves only with an ADR. */
class ArchitectureTest {

    static final ArchRule spiNeedsTheJdkOnly = classes()
            .that()
            .resideInAPackage("io.tailwater.spi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.tailwater.spi..", "java..", "org.jspecify..")
            .because("a storage engine is written against it and nothing else");

    static final ArchRule filesKnowNoEngine = noClasses()
            .that()
            .resideInAPackage("io.tailwater.storage.files..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.tailwater.storage..")
                    .and(resideOutsideOfPackages("io.tailwater.storage.files..")))
            .because("engines share them");

    static final ArchRule enginesKnowTheSpiAndFilesOnly = classes()
            .that()
            .resideInAnyPackage(
                    "io.tailwater.storage.files..", "io.tailwater.storage.mmap..", "io.tailwater.storage.chronicle..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.tailwater.storage.files..",
                    "io.tailwater.storage.mmap..",
                    "io.tailwater.storage.chronicle..",
                    "net.openhft..",
                    "io.tailwater.spi..",
                    "java..",
                    "com.sun.management..",
                    "org.jspecify..")
            .because("how bytes are kept is all an engine decides");

    static final ArchRule theExampleEngineKnowsTheSpiOnly = classes()
            .that()
            .resideInAPackage("io.tailwater.examples.simple..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.tailwater.examples.simple..", "io.tailwater.spi..", "java..", "org.jspecify..")
            .because("it shows how an engine is written by those who have nothing else");

    static final ArchRule enginesDoNotKnowEachOther = slices().matching("io.tailwater.storage.(mmap|chronicle)..")
            .should()
            .notDependOnEachOther()
            .because("either is deployed without the other");

    static final ArchRule chronicleStaysInItsPen = noClasses()
            .that(resideOutsideOfPackages("io.tailwater.storage.chronicle.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..")
            .because("the engine is one of several");

    static final ArchRule coreKnowsNoWireAndNoEngine = noClasses()
            .that()
            .resideInAPackage("io.tailwater.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netty..",
                    "org.apache.kafka..",
                    "io.tailwater.storage..",
                    "io.tailwater.tcp..",
                    "io.tailwater.websocket..",
                    "io.tailwater.transport..",
                    "io.tailwater.records..",
                    "io.tailwater.server..",
                    "io.vertx.core.impl..",
                    "io.vertx.core.internal..");

    static final ArchRule authenticatorsKnowTheSpiOnly = classes()
            .that()
            .resideInAPackage("io.tailwater.auth..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.tailwater.auth..",
                    "io.tailwater.spi..",
                    "java..",
                    "org.jose4j..",
                    "org.slf4j..",
                    "org.jspecify..")
            .because("anybody may plug in another");

    static final ArchRule transportsKnowNoEngine = noClasses()
            .that()
            .resideInAnyPackage("io.tailwater.tcp..", "io.tailwater.websocket..", "io.tailwater.transport..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tailwater.storage..", "io.tailwater.records..", "io.tailwater.server..");

    static final ArchRule transportsDoNotKnowEachOther = slices().matching("io.tailwater.(tcp|websocket)..")
            .should()
            .notDependOnEachOther()
            .because("either is deployed without the other");

    static final ArchRule kafkaClassesStayInTheirPens = noClasses()
            .that(resideOutsideOfPackages(
                    "io.tailwater.tcp..", "io.tailwater.records..", "io.tailwater.bench..", "io.tailwater.cli.."))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    static final ArchRule kafkaRecordClassesStayWithRecords = noClasses()
            .that(resideOutsideOfPackages("io.tailwater.tcp.wire..", "io.tailwater.records..", "io.tailwater.bench.."))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("org.apache.kafka.common.record..", "org.apache.kafka.common.compress..")
                            .and(not(simpleName("BaseRecords"))))
            .because("only the empty interface that generated messages name may be met elsewhere");

    static final ArchRule commandsAreClientsAsAnybodys = noClasses()
            .that()
            .resideInAPackage("io.tailwater.cli..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.tailwater..").and(resideOutsideOfPackages("io.tailwater.cli..")))
            .because("they speak the public protocols and know nothing of the broker's inside");

    static final ArchRule kafkaInternalsAreUsedNowhere = noClasses()
            .that(resideOutsideOfPackages("io.tailwater.bench..", "io.tailwater.cli.."))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka.common.requests..",
                    "org.apache.kafka.common.network..",
                    "org.apache.kafka.common.security..",
                    "org.apache.kafka.clients..");

    static final ArchRule vertxInternalsStayInTransportCommon = noClasses()
            .that(resideOutsideOfPackages("io.tailwater.transport.."))
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.vertx.core.internal..", "io.vertx.core.impl..", "io.vertx.core.net.impl..")
                            .and(resideOutsideOfPackages("io.vertx.core.impl.launcher..")));

    static final ArchRule handlersDoNotUseHandlers = slices().matching("io.tailwater.tcp.api.(*)Handler")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    static final ArchRule modulesHaveNoCycles =
            slices().matching("io.tailwater.(*)..").should().beFreeOfCycles();

    static final ArchRule packagesOfCoreHaveNoCycles =
            slices().matching("io.tailwater.core.(*)..").should().beFreeOfCycles();

    static final ArchRule partsOfCoreDoNotKnowTheirWiring = noClasses()
            .that()
            .resideInAPackage("io.tailwater.core.(*)..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.tailwater.core");

    static final ArchRule messagesAreNotSerializable = classes()
            .that()
            .areAssignableTo(BrokerMessage.class)
            .should()
            .notBeAssignableTo(Serializable.class)
            .because("the event bus would copy them silently");

    static final ArchRule nothingSleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    static final ArchRule onlyEnginesForceFiles = noClasses()
            .that(resideOutsideOfPackages("io.tailwater.storage..", "io.tailwater.spi..", "io.tailwater.tools.."))
            .should()
            .callMethod(FileChannel.class, "force", boolean.class);

    /** By Jupiter, since Surefire runs none of the rules when they are left to ArchUnit's own engine. */
    @TestFactory
    List<DynamicTest> rules() throws IllegalAccessException {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.tailwater");
        List<DynamicTest> tests = new ArrayList<>();
        for (Field field : ArchitectureTest.class.getDeclaredFields()) {
            if (field.getType() == ArchRule.class) {
                ArchRule rule = (ArchRule) field.get(null);
                tests.add(DynamicTest.dynamicTest(field.getName(), () -> rule.check(classes)));
            }
        }
        return tests;
    }
}
