package dev.hearth.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * JupyterLab in a real browser, as its users drive it: cells by the keyboard, buttons by the mouse. One notebook is open twice,
 * on two sessions of one gateway.
 */
@Timeout(300)
class JupyterLabIT {
    /** How JupyterLab reaches the gateway. */
    enum Way {
        /** {@code jupyter lab --gateway-url}. */
        GATEWAY,
        /** Kernels that {@code ./hearth kernels install} made, which JupyterLab starts itself. */
        KERNELSPEC;

        String page() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final Map<Way, JupyterLab> LABS = new EnumMap<>(Way.class);

    @TempDir
    static Path folder;

    private static GatewayProcess gateway;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(folder.resolve("browser.log"));
        Path data = folder.resolve("data");
        Configurations.write(data, """
                profiles:
                  default:
                    python: %s
                    memory: 1g
                    compiler: first-tier
                    progress: display
                    spark-conf:
                      spark.master: local[2]
                      spark.ui.enabled: "false"
                      spark.sql.shuffle.partitions: "2"
                """.formatted(Environment.python()));
        gateway = GatewayProcess.start(data);
        LABS.put(
                Way.GATEWAY,
                lab(
                        Way.GATEWAY,
                        List.of("--gateway-url=" + gateway.url()),
                        Map.of("JUPYTER_GATEWAY_AUTH_TOKEN", gateway.token())));
        Path prefix = folder.resolve("prefix");
        installKernels(prefix);
        LABS.put(
                Way.KERNELSPEC,
                lab(
                        Way.KERNELSPEC,
                        List.of(),
                        Map.of("JUPYTER_PATH", prefix.resolve("share/jupyter").toString())));
        for (Way way : Way.values()) { // their sessions start beside each other
            browser.open(way.page(), LABS.get(way).page("lab.ipynb"));
        }
    }

    /** For what differs little between them: one way in the plain run. */
    static List<Way> waysAtLength() {
        return Boolean.getBoolean("hearth.all") ? List.of(Way.values()) : List.of(Way.GATEWAY);
    }

    private static JupyterLab lab(Way way, List<String> options, Map<String, String> environment) throws Exception {
        Path its = folder.resolve(way.page());
        Path notebook = its.resolve("notebooks/lab.ipynb");
        Files.createDirectories(notebook.getParent());
        Files.copy(Environment.root().resolve("tests/src/test/resources/lab.ipynb"), notebook);
        return JupyterLab.start(its, options, environment);
    }

    private static void installKernels(Path prefix) throws Exception {
        Path log = folder.resolve("install.log");
        Process process = new ProcessBuilder(
                        Environment.root().resolve("hearth").toString(),
                        "kernels",
                        "install",
                        "--prefix",
                        prefix.toString(),
                        "--url",
                        gateway.url(),
                        "--token-file",
                        folder.resolve("data/token").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0)
                .as(Files.readString(log))
                .isTrue();
    }

    @AfterAll
    static void stop() throws Exception {
        List<ProcessHandle> kernels =
                LABS.values().stream().flatMap(lab -> lab.children().stream()).toList();
        List<Executable> ends = new ArrayList<>();
        if (browser != null) { // after a start that failed some are not there
            ends.add(browser::end);
        }
        LABS.values().forEach(lab -> ends.add(lab::end));
        if (gateway != null) {
            ends.add(gateway::close);
        }
        assertAll(ends);
        assertThat(kernels).as("local kernels that outlive JupyterLab").noneMatch(ProcessHandle::isAlive);
    }

    @ParameterizedTest
    @EnumSource
    void cells_ofThreeLanguages_showTextAndATable(Way way) throws Exception {
        browser.has(way.page(), "languages");
    }

    @ParameterizedTest
    @MethodSource("waysAtLength")
    void plot_isDrawn(Way way) throws Exception {
        browser.has(way.page(), "plot");
    }

    @ParameterizedTest
    @EnumSource
    void job_hasABarAndSparkMonitorsTable_whileItRunsAndAtItsEnd(Way way) throws Exception {
        browser.has(way.page(), "progress");
    }

    @ParameterizedTest
    @EnumSource
    void slider_movedByTheKeyboard_isHeardByPython_whoseAnswerIsShown(Way way) throws Exception {
        browser.has(way.page(), "widget");
    }

    @ParameterizedTest
    @EnumSource
    void input_isAsked_andAnsweredInThePage(Way way) throws Exception {
        browser.has(way.page(), "input");
    }

    @ParameterizedTest
    @EnumSource
    void interruptButton_endsTheCell(Way way) throws Exception {
        browser.has(way.page(), "interrupt");
    }

    @ParameterizedTest
    @MethodSource("waysAtLength")
    void tab_completes(Way way) throws Exception {
        browser.has(way.page(), "complete");
    }

    @ParameterizedTest
    @EnumSource
    void page_reloadedInTheMiddleOfACell_goesOn_whenTheCellHasEnded(Way way) throws Exception {
        browser.has(way.page(), "reload");
    }

    @ParameterizedTest
    @EnumSource
    void restartButton_makesTheKernelForget(Way way) throws Exception {
        browser.has(way.page(), "restart");
    }

    @Test
    void gatewayKilled_inTheMiddleOfCells_comesBackUnderThem_andTheirOutputGoesOn() throws Exception {
        for (Way way : Way.values()) {
            browser.has(way.page(), "countingBegins");
        }
        int port = gateway.port();
        gateway.kill();
        gateway = GatewayProcess.start(folder.resolve("data"), port);
        for (Way way : Way.values()) {
            browser.has(way.page(), "countingEnds", "mayRepeat", way == Way.GATEWAY);
        }
    }
}
