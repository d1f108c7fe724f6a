package dev.hearth.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of structure that neither Maven nor package-private can say. */
class ArchitectureTest {
    private static final List<String> ROOMS = List.of(
            "protocol",
            "journal",
            "launcher",
            "yarn-launcher/launcher",
            "yarn-launcher/submitter",
            "interpreters/api",
            "interpreters/scala",
            "interpreters/python",
            "interpreters/sql",
            "interpreters/driver",
            "kernel-gateway");

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        List<Path> folders = ROOMS.stream()
                .map(room -> Environment.root().resolve(room).resolve("target/classes"))
                .toList();
        Stream<Path> missing = folders.stream().filter(folder -> !Files.isDirectory(folder));
        if (missing.findAny().isPresent()) {
            throw new IllegalStateException("build first: some rooms have no target/classes");
        }
        classes = new ClassFileImporter().importPaths(folders);
    }

    private static void check(ArchRule rule) {
        rule.check(classes);
    }

    @Test
    void protocol_knowsTheJdkJacksonAndItself() {
        check(ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("dev.hearth.protocol..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.hearth.protocol..",
                        "java..",
                        "javax.crypto..",
                        "com.fasterxml.jackson..",
                        "org.jspecify.."));
    }

    @Test
    void journalAndLauncher_knowNothingOfMessages() {
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.hearth.journal..", "dev.hearth.launcher..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.hearth.protocol..", "dev.hearth.gateway..", "com.fasterxml.."));
    }

    @Test
    void theGatewaysHalfOfYarn_knowsNeitherTheGatewayNorHadoop_andNobodyKnowsTheSubmitter() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.hearth.yarn..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.hearth.gateway..", "dev.hearth.protocol..", "org.apache.hadoop..", "org.apache.spark.."));
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.hearth.submitter..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.hearth.submitter.."));
        check(noClasses()
                .that()
                .resideInAPackage("dev.hearth.submitter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.hearth.yarn..",
                        "dev.hearth.launcher..",
                        "dev.hearth.protocol..",
                        "dev.hearth.driver..",
                        "dev.hearth.gateway.."));
    }

    @Test
    void theJupyterAndTheLivyFace_neverMeet() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.hearth.gateway.jupyter..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.hearth.gateway.livy.."));
        check(noClasses()
                .that()
                .resideInAPackage("dev.hearth.gateway.livy..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.hearth.gateway.jupyter.."));
    }

    @Test
    void whatFacesShare_knowsNoFace() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.hearth.gateway.session..",
                        "dev.hearth.gateway.statement..",
                        "dev.hearth.gateway.error..",
                        "dev.hearth.gateway.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.hearth.gateway.livy..", "dev.hearth.gateway.jupyter..", "dev.hearth.gateway.http.api.."));
    }

    @Test
    void sparkAndTheScalaCompiler_areKnownInTheDriverOnly_andHadoopWithIt_andInTheSubmitter() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.hearth.interpreter..",
                        "dev.hearth.driver..",
                        "hearth..",
                        "almond..",
                        "dev.hearth.submitter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..", "org.apache.hadoop.."));
    }

    @Test
    void theGateway_seesNoInterpreter_andTheDriverNoLauncher() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.hearth.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.hearth.interpreter..", "dev.hearth.driver.."));
        check(noClasses()
                .that()
                .resideInAnyPackage("dev.hearth.driver..", "dev.hearth.interpreter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.hearth.launcher..", "dev.hearth.gateway.."));
    }

    @Test
    void httpServerTypes_areKnownInTheFacesAndTheLinksEndOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.hearth.gateway.http..",
                        "dev.hearth.gateway.jupyter..",
                        "dev.hearth.gateway.livy..",
                        "dev.hearth.gateway.link..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet.."));
    }

    @Test
    void packages_haveNoCycles() {
        check(slices().matching("dev.hearth.(**)").should().beFreeOfCycles());
    }

    @Test
    void standardStreams_areUsedByProgramsAndTheirRouterOnly() {
        check(noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Main")
                .and()
                .haveSimpleNameNotEndingWith("Log")
                .and()
                .resideOutsideOfPackages("dev.hearth.gateway.cli..", "dev.hearth.interpreter.scala..")
                .and()
                .haveSimpleNameNotEndingWith("Training")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }
}
