package dev.hearth.tests;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Where the checkout and the tools of the test command are. */
final class Environment {
    private Environment() {}

    /** The checkout's root. */
    static Path root() {
        return Path.of(Objects.requireNonNull(System.getProperty("hearth.root"), "system property hearth.root"));
    }

    /** The Python with pyspark that sessions use. */
    static String python() {
        return required("HEARTH_TEST_PYTHON", root().resolve(".hearth/python/bin/python"));
    }

    /** The Python with nbclient and jupyter_server. */
    static String clientPython() {
        return required("HEARTH_TEST_CLIENT_PYTHON", root().resolve(".hearth/test-python/bin/python"));
    }

    /** The Python with sparkmagic and pylivy. */
    static String livyPython() {
        return required("HEARTH_TEST_LIVY_PYTHON", root().resolve(".hearth/livy-python/bin/python"));
    }

    /** The Python with dbt and its Livy adapter; there under {@code --all} only. */
    static String dbtPython() {
        return required("HEARTH_TEST_DBT_PYTHON", root().resolve(".hearth/dbt-python/bin/python"));
    }

    /** The Python with Airflow and its Livy provider; there under {@code --all} only. */
    static String airflowPython() {
        return required("HEARTH_TEST_AIRFLOW_PYTHON", root().resolve(".hearth/airflow-python/bin/python"));
    }

    /** The folder whose node_modules has @jupyterlab/services and ws. */
    static Path node() {
        return Path.of(required("HEARTH_TEST_NODE", root().resolve(".hearth/node")));
    }

    /** Debian's Chromium, or another on the PATH. */
    static Path chromium() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
                Path program = Path.of(folder, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        throw new IllegalStateException(
                "the tests of JupyterLab need Chromium on the PATH (Debian: apt install chromium)");
    }

    private static String required(String variable, Path otherwise) {
        String value = System.getenv(variable);
        Path path = value == null || value.isEmpty() ? otherwise : Path.of(value);
        if (!Files.exists(path)) {
            throw new IllegalStateException(variable + " is not set and " + otherwise
                    + " is missing: run ./hearth test, which makes it (--all: what the long tests need)");
        }
        return path.toString();
    }
}
