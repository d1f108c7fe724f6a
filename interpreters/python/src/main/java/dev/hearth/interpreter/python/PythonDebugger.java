package dev.hearth.interpreter.python;

import dev.hearth.interpreter.Facility;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.interpreter.InterpreterFaultException;
import dev.hearth.interpreter.OutputSink;
import dev.hearth.protocol.Json;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.RawJson;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Python's debugger: {@code debugging.py} in the child. The panel of variables needs nothing; breakpoints need debugpy in
 * the environment. Thread-safe: one request at a time, which may be while a cell runs or is stopped.
 */
final class PythonDebugger implements Facility.Debugger {
    private final ChildCalls calls;
    private final ReentrantLock one = new ReentrantLock(true);

    PythonDebugger(ChildCalls calls) {
        this.calls = calls;
    }

    @Override
    public RawJson request(RawJson dapRequest, OutputSink events) throws InterpreterException, InterruptedException {
        one.lockInterruptibly();
        try {
            PythonChild running = calls.running();
            running.debugEvents().to(events);
            var question = Json.object();
            question.set("request", Json.read(dapRequest));
            // The debugger's start brings up a process of its own, as Python's start does.
            return calls.ask(FrameKind.DEBUG, question, calls.settings().startTimeout())
                    .object(1);
        } catch (MalformedMessageException e) {
            throw new InterpreterFaultException("a debug request that is not JSON: " + e.getMessage(), e);
        } catch (ProtocolViolation e) {
            throw ChildCalls.fault(e);
        } finally {
            one.unlock();
        }
    }
}
