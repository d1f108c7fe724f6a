package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.ExecutionResult;
import dev.hearth.interpreter.scala.deps.DependencyException;
import dev.hearth.interpreter.scala.deps.DependencyLines;
import dev.hearth.interpreter.scala.deps.DependencyRequest;
import dev.hearth.interpreter.scala.deps.SessionJars;
import dev.hearth.protocol.MimeBundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import scala.util.control.ControlThrowable;

/** Does what cells say besides Scala. Confined to the cell thread. */
final class Magics {
    private static final Map<String, String> SHOWN_AS = Map.of(
            "html", "text/html",
            "javascript", "application/javascript",
            "js", "application/javascript",
            "latex", "text/latex",
            "markdown", "text/markdown",
            "svg", "image/svg+xml");

    private final SessionJars jars;
    private final Showing showing;

    Magics(SessionJars jars, Showing showing) {
        this.jars = jars;
        this.showing = showing;
    }

    /** Does it; empty if the cell's code is to run now, otherwise what became of the cell. An interrupted wait ends early. */
    Optional<ExecutionResult> run(MagicText text, boolean livy, CellStreams io) {
        try {
            MagicText.Magic cell = text.cell();
            if (livy) {
                for (MagicText.Magic line : text.lines()) {
                    if (!MagicText.LINE_MAGICS.contains(line.name())) {
                        return Optional.of(LivyMagic.unknown(line.name()));
                    }
                }
            }
            checkNames(text);
            depend(text, io);
            List<String> listed = new ArrayList<>();
            for (MagicText.Magic line : text.lines()) {
                line(line, io, listed);
            }
            if (cell != null && cell.name().equals("deps") && isEmptyList(cell)) {
                listed.addAll(jars.listing());
            }
            if (cell != null && SHOWN_AS.containsKey(cell.name())) {
                String type = SHOWN_AS.get(cell.name());
                MimeBundle bundle = MimeBundle.builder()
                        .text(MimeBundle.TEXT_PLAIN, cell.body())
                        .text(type, cell.body())
                        .build();
                io.send(sink -> sink.display(bundle));
            }
            if (!text.code().isBlank() || text.shown() != null) {
                listed.forEach(io.out()::println);
                return Optional.empty();
            }
            return Optional.of(
                    listed.isEmpty()
                            ? ExecutionResult.Succeeded.nothing()
                            : ExecutionResult.Succeeded.of(MimeBundle.text(String.join("\n", listed))));
        } catch (UsageException usage) {
            return Optional.of(failed("UsageError", usage.getMessage(), List.of()));
        } catch (DependencyException missing) {
            return Optional.of(failed("DependencyError", String.valueOf(missing.getMessage()), missing.details()));
        } catch (InterruptedException interrupted) {
            return Optional.empty();
        } catch (Throwable stopped) {
            if (stopped instanceof ControlThrowable) {
                return Optional.empty(); // while output waited
            }
            throw stopped;
        }
    }

    static ExecutionResult failed(String name, String sentence, List<String> details) {
        List<String> traceback = new ArrayList<>();
        traceback.add(name + ": " + sentence);
        traceback.addAll(details);
        return new ExecutionResult.Failed(name, sentence, traceback);
    }

    private static void checkNames(MagicText text) throws UsageException {
        MagicText.Magic cell = text.cell();
        if (cell != null && !MagicText.CELL_MAGICS.contains(cell.name())) {
            throw new UsageException("there is no %%" + cell.name() + " in Scala cells; there are " + cellMagics());
        }
        for (MagicText.Magic line : text.lines()) {
            if (!MagicText.LINE_MAGICS.contains(line.name())) {
                throw new UsageException("there is no %" + line.name() + " in Scala cells; there are " + lineMagics());
            }
        }
    }

    private static String cellMagics() {
        return "%%scala %%python %%sql "
                + new TreeSet<>(MagicText.CELL_MAGICS)
                        .stream().map(name -> "%%" + name).collect(Collectors.joining(" "));
    }

    private static String lineMagics() {
        return new TreeSet<>(MagicText.LINE_MAGICS)
                .stream().map(name -> "%" + name).collect(Collectors.joining(" "));
    }

    /** {@code %%deps} alone. */
    private static boolean isEmptyList(MagicText.Magic deps) {
        return deps.arguments().isEmpty() && deps.body().isBlank();
    }

    private void depend(MagicText text, CellStreams io) throws DependencyException, InterruptedException {
        DependencyLines lines = new DependencyLines();
        for (String want : text.wants()) {
            lines.add(want);
        }
        MagicText.Magic cell = text.cell();
        if (cell != null && cell.name().equals("deps")) {
            lines.add(cell.arguments());
            for (String line : cell.body().lines().toList()) {
                lines.add(line);
            }
        }
        DependencyRequest request = lines.request();
        if (!request.isEmpty() || !request.exclusions().isEmpty()) {
            jars.add(request, io.out()::println);
        }
    }

    private void line(MagicText.Magic magic, CellStreams io, List<String> listed)
            throws DependencyException, UsageException, InterruptedException {
        switch (magic.name()) {
            case "adddeps" -> addDeps(magic, io);
            case "addjar" -> addJar(magic, io);
            case "deps" -> {
                if (magic.arguments().isEmpty()) {
                    listed.addAll(jars.listing());
                } else {
                    DependencyLines lines = new DependencyLines();
                    lines.add(magic.arguments());
                    jars.add(lines.request(), io.out()::println);
                }
            }
            case "lsmagic" -> {
                listed.add("Lines: " + lineMagics());
                listed.add("Cells: " + cellMagics());
            }
            case "rows" -> showing.rows(number(magic));
            case "showtypes" -> onOrOff(magic).ifPresentOrElse(showing::types, () -> listed.add(word(showing.types())));
            case "truncation" ->
                onOrOff(magic).ifPresentOrElse(showing::truncation, () -> listed.add(word(showing.truncation())));
            default -> {
                // %showoutput: what a cell prints is always shown. %json, %table: when the code has run.
            }
        }
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }

    private static Optional<Boolean> onOrOff(MagicText.Magic magic) throws UsageException {
        return switch (magic.arguments().toLowerCase(Locale.ROOT)) {
            case "on" -> Optional.of(true);
            case "off" -> Optional.of(false);
            case "" -> Optional.empty();
            default -> throw new UsageException("%" + magic.name() + " takes on or off, not " + magic.arguments());
        };
    }

    private static int number(MagicText.Magic magic) throws UsageException {
        if (!magic.arguments().matches("\\d{1,9}")) {
            throw new UsageException("%" + magic.name() + " takes a number, not " + magic.arguments());
        }
        return Integer.parseInt(magic.arguments());
    }

    private void addDeps(MagicText.Magic magic, CellStreams io)
            throws DependencyException, UsageException, InterruptedException {
        List<String> names = new ArrayList<>();
        DependencyLines lines = new DependencyLines();
        boolean transitive = false;
        List<String> words = new ArrayList<>(Arrays.asList(magic.arguments().split("[\\s=]+")));
        while (!words.isEmpty()) {
            String word = words.remove(0);
            switch (word) {
                case "--transitive" -> transitive = true;
                case "--verbose", "--trace", "--abort-on-resolution-errors" -> {
                    // Progress is always told, and a failure always ends the cell.
                }
                case "--exclude" -> lines.exclude(next(word, words));
                case "--repository" -> lines.repository(next(word, words));
                default -> {
                    if (word.startsWith("-")) {
                        throw new UsageException(
                                "%AddDeps has no option " + word + " here; it has --transitive, --exclude"
                                        + " group:artifact, --repository URL, --verbose");
                    }
                    names.add(word);
                }
            }
        }
        if (names.size() != 3) {
            throw new UsageException(
                    "AddDeps wants a group, an artifact and a version, and --transitive for what they depend on");
        }
        lines.dependency(String.join(":", names));
        if (!transitive) {
            lines.intransitive();
        }
        jars.add(lines.request(), io.out()::println);
    }

    private static String next(String option, List<String> words) throws UsageException {
        if (words.isEmpty()) {
            throw new UsageException(option + " wants a value");
        }
        return words.remove(0);
    }

    private void addJar(MagicText.Magic magic, CellStreams io)
            throws DependencyException, UsageException, InterruptedException {
        DependencyLines lines = new DependencyLines();
        int count = 0;
        for (String word : magic.arguments().split("\\s+")) {
            if (word.equals("--magic")) {
                throw new UsageException("jars with magics of Toree are not known here");
            }
            if (!word.isEmpty() && !word.equals("-f")) {
                lines.jar(word);
                count++;
            }
        }
        if (count != 1) {
            throw new UsageException("AddJar wants the path or URL of one jar");
        }
        jars.add(lines.request(), io.out()::println);
    }

    /** A magic that is written wrongly. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String sentence) {
            super(sentence);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
