package dev.hearth.interpreter.scala;

import dev.hearth.interpreter.InterpreterDiedException;
import dev.hearth.interpreter.InterpreterFaultException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.internal.Symbols;
import scala.runtime.BoxedUnit;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.MemberHandlers;
import scala.tools.nsc.interpreter.ReplReporter;
import scala.tools.nsc.interpreter.Results;
import scala.util.Either;
import scala.util.Left;

/**
 * The compiler and what it compiled so far. Thread-safe: everything that touches the compiler takes its one lock; running a
 * compiled cell does not.
 */
final class Repl implements AutoCloseable {
    private static final List<String> SHIPPED = List.of(
            "hearth.Guard",
            "hearth.Bindings",
            "hearth.CellStopped",
            "hearth.Wrappers",
            "hearth.Exits",
            "hearth.CellExit");

    /** What the compiler lets every file see unless told otherwise. */
    private static final List<String> ROOT_IMPORTS = List.of("java.lang", "scala", "scala.Predef");

    private final ReentrantLock compiler = new ReentrantLock();
    private final Path directory;
    private final CellReporter reporter;
    private final KeptCompiler questions = new KeptCompiler();
    private final IMain main;
    private final ClassLoader loader;
    private final GuardHandle guard;
    private final DisplayClasses displays;
    private final List<String> bound = new ArrayList<>();

    /** Starts a compiler; the names and imports of {@code settings} hold when it returns. */
    Repl(ScalaSettings settings, StandardStreams streams) throws InterpreterDiedException {
        directory = settings.outputDirectory();
        try {
            ship(SHIPPED, Repl.class.getClassLoader());
            ship(settings.prelude().shipped(), settings.parentLoader());
            Settings options = options(settings);
            reporter = new CellReporter(options);
            main = compiler(options, settings.parentLoader());
            main.initializeCompiler();
            loader = CellLoader.of(main, directory, settings.parentLoader());
            guard = new GuardHandle(loader);
            displays = new DisplayClasses(directory);
        } catch (IOException unwritable) {
            throw new InterpreterDiedException(
                    "the folder for the classes of Scala cells cannot be written: " + directory, unwritable);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError failure) {
            throw new InterpreterDiedException("the Scala compiler did not start: " + failure, failure);
        }
        define(settings, streams);
    }

    /** By reflection: what is written in Scala is compiled after this. */
    private IMain compiler(Settings options, ClassLoader parent) throws ReflectiveOperationException {
        return Class.forName("dev.hearth.interpreter.scala.SessionCompiler")
                .asSubclass(IMain.class)
                .getConstructor(Settings.class, ClassLoader.class, ReplReporter.class, KeptCompiler.class)
                .newInstance(options, parent, reporter, questions);
    }

    private void ship(List<String> classes, ClassLoader from) throws IOException {
        for (String each : classes) {
            String file = each.replace('.', '/') + ".class";
            try (InputStream bytes = open(file, from)) {
                if (bytes == null) {
                    throw new IOException("no class file of " + each);
                }
                Path target = directory.resolve(file);
                Files.createDirectories(target.getParent());
                Files.write(target, bytes.readAllBytes());
            }
        }
    }

    private static @Nullable InputStream open(String file, ClassLoader from) {
        InputStream bytes = from.getResourceAsStream(file);
        return bytes == null ? Repl.class.getClassLoader().getResourceAsStream(file) : bytes;
    }

    private static Settings options(ScalaSettings settings) throws InterpreterDiedException {
        List<String> complaints = new ArrayList<>();
        Settings options = new Settings(complaint -> {
            complaints.add(complaint);
            return BoxedUnit.UNIT;
        });
        List<String> classPath = new ArrayList<>(settings.classPath());
        java.security.CodeSource home = Repl.class.getProtectionDomain().getCodeSource();
        if (home != null && "file".equals(home.getLocation().getProtocol())) {
            String own =
                    Path.of(java.net.URI.create(home.getLocation().toString())).toString();
            if (!classPath.contains(own)) {
                classPath.add(own);
            }
        }
        List<String> rootImports = new ArrayList<>(ROOT_IMPORTS);
        rootImports.addAll(settings.prelude().objects());
        List<String> arguments = List.of(
                "-Yimports:" + String.join(",", rootImports),
                "-Yrepl-class-based",
                "-Yrepl-outdir",
                settings.outputDirectory().toString(),
                "-deprecation",
                "-feature",
                "-classpath",
                String.join(File.pathSeparator, classPath));
        options.processArguments(CollectionConverters.asScala(arguments).toList(), true);
        if (!complaints.isEmpty()) {
            throw new InterpreterDiedException("the Scala compiler refuses its options: " + complaints);
        }
        return options;
    }

    private void define(ScalaSettings settings, StandardStreams streams) throws InterpreterDiedException {
        // Not taken back at the end: it is the same for every session on these streams.
        guard.put("display", streams::desk);
        settings.prelude().values().forEach((name, value) -> bind(name, value, streams));
        for (String line : settings.prelude().imports()) {
            importUncompiled(line);
        }
        String session = UUID.randomUUID().toString();
        List<String> lines = new ArrayList<>();
        for (Binding binding : settings.bindings()) {
            String key = session + "/" + binding.name();
            bind(key, binding.value(), streams);
            lines.add(binding.definition(key));
        }
        lines.addAll(settings.preamble());
        if (lines.isEmpty()) {
            return;
        }
        Compiled compiled = compile(String.join("\n", lines), "preamble", true);
        if (!(compiled instanceof Compiled.Ready ready)) {
            throw new InterpreterDiedException("what every Scala cell starts with does not compile: " + compiled);
        }
        try {
            prepare(ready);
        } catch (InterpreterFaultException failure) {
            throw new InterpreterDiedException("what every Scala cell starts with cannot be prepared", failure);
        }
        try {
            run(ready);
        } catch (Throwable failure) {
            throw new InterpreterDiedException("what every Scala cell starts with fails", failure);
        }
        record(ready);
    }

    /** The engine repeats imports before every cell; one that is known to be right need not be compiled by itself. */
    private void importUncompiled(String line) throws InterpreterDiedException {
        Either<Results.Result, IMain.Request> request = main.requestFromLine(line, true, true);
        if (request.isLeft()) {
            throw new InterpreterDiedException("not an import: " + line);
        }
        main.recordRequest(request.toOption().get());
    }

    private void bind(String key, Supplier<?> value, StandardStreams streams) {
        guard.put(key, () -> streams.outsideCells(value));
        bound.add(key);
    }

    /** Waits for the compiler; it is the calling thread's until {@link #release}. */
    void acquire() throws InterruptedException {
        compiler.lockInterruptibly();
    }

    void release() {
        compiler.unlock();
    }

    /**
     * Compiles a cell.
     *
     * @param label what errors and stack traces call it
     * @param hidden its value gets no {@code resN} name
     */
    Compiled compile(String code, String label, boolean hidden) {
        compiler.lock();
        try {
            questions.forget();
            reporter.begin();
            Either<Results.Result, IMain.Request> compiled = main.withLabel(label, () -> classes(code, hidden));
            if (compiled.isRight()) {
                return ready(compiled.toOption().get());
            }
            List<Diagnostic> errors = reporter.said(true);
            if (errors.isEmpty() && !reporter.cancelled() && main.parse(code).isRight()) {
                return new Compiled.Nothing();
            }
            return new Compiled.Rejected(errors);
        } finally {
            reporter.begin();
            compiler.unlock();
        }
    }

    /** What the engine's own compile does, but for a second file that prints the cell's values. */
    private Either<Results.Result, IMain.Request> classes(String code, boolean hidden) {
        Either<Results.Result, IMain.Request> parsed = main.requestFromLine(code, hidden, true);
        if (parsed.isLeft()) {
            return parsed;
        }
        IMain.Request request = parsed.toOption().get();
        if (!request.lineRep().compile(request.mkUnit())) {
            return new Left<>(Results.Error$.MODULE$);
        }
        request.typeOf();
        request.typesOfDefinedTerms();
        for (MemberHandlers.MemberDefHandler each : CollectionConverters.asJava(request.defHandlers())) {
            Option<Symbols.Symbol> symbol =
                    request.definedSymbols().get(each.member().name());
            if (symbol.isDefined()) {
                each.member().setSymbol(symbol.get());
            }
        }
        return parsed;
    }

    private Compiled ready(IMain.Request request) {
        List<Definition> definitions = Definitions.of(request, reporter);
        boolean value = request.handlers().last() instanceof MemberHandlers.ValHandler;
        Optional<Definition> result = value
                ? Optional.of(definitions.get(definitions.size() - 1)).filter(Definition::hasValue)
                : Optional.empty();
        return new Compiled.Ready(request, definitions, result, reporter.said(false));
    }

    /** Makes the classes of a cell, which must not have run, stoppable. */
    void prepare(Compiled.Ready cell) throws InterpreterFaultException {
        try {
            if (CellClasses.rewrite(directory.resolve(cell.request().lineRep().packageName()))) {
                displays.ship();
            }
        } catch (IOException failure) {
            throw new InterpreterFaultException("the classes of the cell cannot be rewritten: " + failure, failure);
        }
    }

    /**
     * Runs a compiled cell on the calling thread.
     *
     * @throws Throwable what it threw, wrapped by the JVM
     */
    CellObject run(Compiled.Ready cell) throws Throwable {
        return CellObject.run(cell.request(), loader);
    }

    /** Makes what a cell defined visible to later cells. */
    void record(Compiled.Ready cell) {
        compiler.lock();
        try {
            questions.forget();
            main.recordRequest(cell.request());
        } finally {
            reporter.begin();
            compiler.unlock();
        }
    }

    /** Lets later cells be compiled against jars, and load them. */
    void addJars(List<Path> jars) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException impossible) {
                throw new IllegalArgumentException(impossible);
            }
        }
        compiler.lock();
        try {
            questions.forget();
            main.addUrlsToClassPath(CollectionConverters.asScala(urls).toSeq());
        } finally {
            reporter.begin();
            compiler.unlock();
        }
    }

    /** Asks the compiler at work to give up between two steps; it then rejects its cell without an error. */
    void giveUp() {
        reporter.cancelled_$eq(true);
    }

    /** Asks the idle compiler something; waits at most {@code patience} for it to be idle, then answers {@code otherwise}. */
    <T> T ask(Function<IMain, T> question, T otherwise, Duration patience) throws InterruptedException {
        if (!compiler.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return otherwise;
        }
        try {
            reporter.begin();
            return question.apply(main);
        } catch (Throwable failure) { // the compiler's own are neither exceptions nor errors
            questions.forget(); // in the middle of something
            throw failure;
        } finally {
            reporter.begin();
            compiler.unlock();
        }
    }

    /** Text without the names that the shell wraps around a cell's own. */
    String unmangle(String text) {
        return reporter.unwrap(text);
    }

    /** Loads the classes of cells. */
    ClassLoader loader() {
        return loader;
    }

    GuardHandle guard() {
        return guard;
    }

    @Override
    public void close() {
        compiler.lock();
        try {
            bound.forEach(guard::remove);
            questions.forget();
            main.close();
        } finally {
            compiler.unlock();
        }
    }
}
