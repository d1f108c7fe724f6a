package dev.hearth.driver.dispatch;

import dev.hearth.driver.link.RequestSink;
import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.OutputLog;
import dev.hearth.driver.output.Publisher;
import dev.hearth.interpreter.Interpreter;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.MessageType;
import dev.hearth.protocol.link.LaunchDescriptor;
import dev.hearth.protocol.link.LinkRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Puts every request into the lane that serves it. Thread-safe; owns the lanes, those of subshells through {@link Shells}. */
public final class Dispatcher implements RequestSink, AutoCloseable {
    /** The most requests that wait on each of the lanes besides the shells'. */
    private static final int ASIDE_QUEUE = 1024;

    private final Publisher publisher;
    private final RequestServer server;
    private final Shells shells;
    private final Lane aside;
    private final Lane control;
    private final Lane debug;
    private final InputDesk inputs;
    private final CancelHandler cancels;
    private final Additions additions;
    private final Lane adding;
    private final Set<Request> underWay = ConcurrentHashMap.newKeySet();
    private final AsideHandlers asides;
    private final CommHandlers comms;
    private final VariableHandlers variables;
    private final ResultHandlers results;
    private final Languages languages;
    private final CellRunner runner;
    private final CellJobs jobs;
    private final ScheduledExecutorService scheduler;
    private final Runnable afterCell;
    private final Runnable onShutdown;

    /**
     * What a dispatcher works with.
     *
     * @param version Hearth's version
     * @param banner the lines that a console shows first
     * @param afterCell called on the shell's thread after the idle of each request there
     * @param onShutdown called when a client asked the session to end, after that request's idle
     */
    public record Surroundings(
            Languages languages,
            CellJobs jobs,
            OwnComms comms,
            SharedFiles files,
            Publisher publisher,
            OutputLog log,
            ScheduledExecutorService scheduler,
            String version,
            Supplier<String> banner,
            Runnable afterCell,
            Runnable onShutdown) {}

    /** A dispatcher whose shell does not run yet; see {@link #openShell}. */
    public Dispatcher(LaunchDescriptor descriptor, Surroundings with) {
        this.publisher = with.publisher();
        this.jobs = with.jobs();
        this.scheduler = with.scheduler();
        this.afterCell = with.afterCell();
        this.onShutdown = with.onShutdown();
        this.inputs = new InputDesk(publisher);
        this.languages = with.languages();
        CellSurroundings around = new CellSurroundings(inputs, publisher, with.scheduler());
        History history = new History(descriptor.incarnation());
        Interrupts interrupts = new Interrupts(jobs, with.log(), with.scheduler());
        this.asides = new AsideHandlers(languages);
        this.comms = new CommHandlers(languages, with.comms(), around);
        this.variables = new VariableHandlers(languages);
        this.results = new ResultHandlers(languages);
        ControlHandlers controls = new ControlHandlers(
                languages,
                history,
                interrupts,
                around,
                new ControlHandlers.SessionFacts(with.version(), with.banner()),
                new PanelDebugger(
                        variables,
                        languages.ownHost().interpreter().languageInfo().fileExtension()));
        this.additions = new Additions(languages, with.files());
        this.runner = new CellRunner(languages, jobs, interrupts, new ValueExchange(languages), around, additions);
        ExecuteHandler execute = new ExecuteHandler(runner, jobs, history, this::abortQueued);
        this.shells = new Shells(languages, descriptor.settings().shellQueue(), this::serveShell);
        this.cancels = new CancelHandler(shells, interrupts, this::serveAborted);
        this.server = new RequestServer(
                handlers(execute, controls, new SubshellHandlers(shells, interrupts, this::serveAborted)));
        this.aside = new Lane("hearth-aside", ASIDE_QUEUE, this::serveAside);
        this.control = new Lane("hearth-control", ASIDE_QUEUE, this::serveControl);
        this.debug = new Lane("hearth-debug", ASIDE_QUEUE, this::serve);
        this.adding = new Lane("hearth-add", ASIDE_QUEUE, this::serve);
        aside.start();
        adding.start();
        control.start();
        debug.start();
    }

    private Map<String, Handler> handlers(
            ExecuteHandler execute, ControlHandlers controls, SubshellHandlers subshells) {
        Map<MessageType, Handler> byType = new HashMap<>();
        byType.put(MessageType.EXECUTE_REQUEST, execute);
        byType.put(MessageType.KERNEL_INFO_REQUEST, controls::kernelInfo);
        byType.put(MessageType.HISTORY_REQUEST, controls::history);
        byType.put(MessageType.INTERRUPT_REQUEST, controls::interrupt);
        byType.put(MessageType.HEARTH_CANCEL_REQUEST, cancels);
        byType.put(MessageType.HEARTH_ADD_REQUEST, additions);
        byType.put(MessageType.SHUTDOWN_REQUEST, controls::shutdown);
        byType.put(MessageType.DEBUG_REQUEST, controls::debug);
        byType.put(MessageType.CREATE_SUBSHELL_REQUEST, subshells::create);
        byType.put(MessageType.DELETE_SUBSHELL_REQUEST, subshells::delete);
        byType.put(MessageType.LIST_SUBSHELL_REQUEST, subshells::list);
        byType.put(MessageType.HEARTH_VARIABLES_REQUEST, variables::variables);
        byType.put(MessageType.HEARTH_RESULT_REQUEST, results::page);
        byType.put(MessageType.COMPLETE_REQUEST, asides::complete);
        byType.put(MessageType.INSPECT_REQUEST, asides::inspect);
        byType.put(MessageType.IS_COMPLETE_REQUEST, asides::isComplete);
        byType.put(MessageType.COMM_INFO_REQUEST, comms::info);
        byType.put(MessageType.COMM_OPEN, comms::receive);
        byType.put(MessageType.COMM_MSG, comms::receive);
        byType.put(MessageType.COMM_CLOSE, comms::receive);
        Map<String, Handler> byName = new HashMap<>();
        byType.forEach((type, handler) -> byName.put(type.wireName(), handler));
        return byName;
    }

    /** The file with the whole result of a cell, for the link to stream. */
    public Optional<Path> result(String cell) {
        return results.stream(cell);
    }

    /** Begins to serve the shell: the session's own language is ready. */
    public void openShell() {
        shells.main().start();
    }

    @Override
    public void accept(LinkRecord record) {
        String type = record.envelope().messageType();
        if (type.equals(MessageType.INPUT_REPLY.wireName())) {
            inputs.offer(record);
            return;
        }
        if (!server.knows(type)) {
            DriverLog.warn("a message of the unknown type " + shown(type));
        }
        Request request;
        try {
            request = Request.of(record, publisher);
        } catch (MalformedMessageException e) {
            DriverLog.warn("dropped a " + shown(type) + " that is no message: " + e.getMessage());
            return;
        }
        if (request.parent().isTransient()) {
            underWay.add(request);
        }
        if (type.equals(MessageType.EXECUTE_REQUEST.wireName())) {
            cancels.opened(request);
        } else if (type.equals(MessageType.HEARTH_ADD_REQUEST.wireName())) {
            additions.opened(request);
        }
        if (!lane(request).offer(request)) {
            refuseForWantOfRoom(request);
            if (!control.offer(request)) {
                refuseElsewhere(request);
            }
        }
    }

    private static void refuseForWantOfRoom(Request request) {
        request.refuse("QueueFull", "too many requests wait for this session; try again later");
    }

    /** Nobody may wait for ever: with no room even where refusals are said, a timer's thread says this one's few words. */
    private void refuseElsewhere(Request request) {
        try {
            scheduler.execute(() -> serve(request));
        } catch (RejectedExecutionException e) {
            DriverLog.info("a request came while the driver ended");
        }
    }

    /** Gives up what is not logged: its link is gone, and the gateway has answered it. */
    public void forgetTransient() {
        underWay.forEach(request -> request.output().mute());
        underWay.clear();
    }

    private void serve(Request request) {
        try {
            server.accept(request);
        } finally {
            underWay.remove(request);
            cancels.closed(request);
            additions.closed(request);
            request.served();
        }
    }

    private static String shown(String type) {
        return type.replaceAll("[^\\w.-]", "?");
    }

    private Lane lane(Request request) {
        if (request.type().equals(MessageType.DEBUG_REQUEST.wireName())) {
            return debug; // a language may take its time, and a stopped cell holds the others
        }
        if (request.type().equals(MessageType.HEARTH_ADD_REQUEST.wireName())) {
            return adding; // it waits for Spark, and for what it fetches
        }
        if (request.envelope().channel() == Channel.CONTROL || !server.knows(request.type())) {
            return control;
        }
        if (request.subshellId() != null && shells.find(request.subshellId()).isEmpty()) {
            request.refuse("UnknownSubshell", SubshellHandlers.unknown(request.subshellId()));
            return control;
        }
        MessageType type = MessageType.of(request.type()).orElseThrow();
        return switch (type) {
            case COMPLETE_REQUEST,
                    INSPECT_REQUEST,
                    IS_COMPLETE_REQUEST,
                    COMM_OPEN,
                    COMM_MSG,
                    COMM_CLOSE,
                    HEARTH_RESULT_REQUEST,
                    HEARTH_VARIABLES_REQUEST -> aside;
            case EXECUTE_REQUEST -> shells.laneOf(request);
            default -> control; // these never touch a language that might be at work
        };
    }

    private void serveShell(Lane lane, Request request) {
        if (lane == shells.main() || !waitsForMain(request)) {
            if (request.type().equals(MessageType.EXECUTE_REQUEST.wireName()) && !request.aborted()) {
                serveCell(request);
            } else {
                serve(request);
            }
        }
        lane.served();
        afterCell.run();
    }

    /** From before its busy on, a cell can be interrupted. */
    private void serveCell(Request request) {
        RunningCell cell = runner.begin(request);
        request.begin(cell);
        cancels.begun(request, cell);
        try {
            serve(request);
        } finally {
            runner.end(cell);
        }
        jobs.tellCost(request.parent(), cell.jobTag());
    }

    /**
     * Whether a subshell's request is served by the main shell, since its language runs one cell at a time; then it has been
     * when this returns.
     */
    private boolean waitsForMain(Request request) {
        Optional<Subshell> subshell = shells.find(request.subshellId());
        if (subshell.isEmpty()) {
            request.abort(); // deleted meanwhile
            return false;
        }
        if (asides.runsInSubshell(request)) {
            request.serveIn(subshell.get());
            return false;
        }
        if (!shells.main().offer(request)) {
            refuseForWantOfRoom(request);
            return false;
        }
        try {
            request.awaitServed();
        } catch (InterruptedException e) {
            request.abort();
            DriverLog.info("a subshell ended while its cell waited for the main shell");
        }
        return true;
    }

    private void serveAborted(Request request) {
        request.abort();
        serve(request);
    }

    /** Whether a shell serves a request now. */
    public boolean isShellServing() {
        return shells.isServing();
    }

    /** Waits, at most {@code patience}, for the first cell to end, if one has come by now. */
    public void awaitFirstCell(Duration patience) throws InterruptedException {
        shells.main().awaitFirst(patience);
    }

    /** Begins no further request on any shell. */
    public void closeShell() {
        shells.close();
    }

    private void serveControl(Request request) {
        serve(request);
        if (request.type().equals(MessageType.SHUTDOWN_REQUEST.wireName())
                && request.refusal().isEmpty()) {
            onShutdown.run();
        }
    }

    /** Serves what may be served beside a cell; all else waits for its turn on the shell. */
    private void serveAside(Request request) {
        boolean beside =
                switch (MessageType.of(request.type()).orElse(MessageType.EXECUTE_REQUEST)) {
                    case COMPLETE_REQUEST -> asides.mayRunBeside(request, Interpreter.Request.COMPLETE);
                    case INSPECT_REQUEST -> asides.mayRunBeside(request, Interpreter.Request.INSPECT);
                    case IS_COMPLETE_REQUEST -> asides.mayRunBeside(request, Interpreter.Request.IS_COMPLETE);
                    case HEARTH_VARIABLES_REQUEST -> variables.mayRunBeside();
                    case HEARTH_RESULT_REQUEST -> true; // it is read from a file
                    default -> comms.mayRunBeside(request);
                };
        if (beside || !shells.main().offer(request)) {
            if (!beside) {
                refuseForWantOfRoom(request);
            }
            serve(request);
        }
    }

    /** Marks the cells of the same origin that wait now for the same shell: one before them failed. */
    private void abortQueued(Request failed) {
        for (Request waiting : shells.laneOf(failed).waiting()) {
            if (waiting.type().equals(MessageType.EXECUTE_REQUEST.wireName())
                    && Objects.equals(waiting.subshellId(), failed.subshellId())
                    && waiting.parent().origin().equals(failed.parent().origin())) {
                waiting.abort();
            }
        }
    }

    /** Serves nobody any more. */
    @Override
    public void close() {
        shells.close();
        aside.close();
        adding.close();
        control.close();
        debug.close();
    }
}
