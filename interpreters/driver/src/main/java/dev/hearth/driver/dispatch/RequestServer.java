package dev.hearth.driver.dispatch;

import dev.hearth.driver.log.DriverLog;
import dev.hearth.driver.output.RequestOutput;
import dev.hearth.interpreter.InterpreterException;
import dev.hearth.protocol.MalformedMessageException;
import dev.hearth.protocol.content.Replies;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Serves one request after the protocol: busy, the handler of its type, idle. Thread-safe. */
final class RequestServer implements Consumer<Request> {
    private final Map<String, Handler> handlers;

    RequestServer(Map<String, Handler> handlers) {
        this.handlers = Map.copyOf(handlers);
    }

    /** Whether there is a handler for a type. */
    boolean knows(String messageType) {
        return handlers.containsKey(messageType);
    }

    @Override
    public void accept(Request request) {
        Handler handler = handlers.getOrDefault(request.type(), RequestServer::unknown);
        RequestOutput output = request.output();
        if (output.isMuted()) {
            return;
        }
        output.busy();
        try {
            Optional<Request.Refusal> refusal = request.refusal();
            if (refusal.isPresent()) {
                output.fail(refusal.get().ename(), refusal.get().evalue());
            } else {
                handler.handle(request);
            }
            if (!output.replied()) {
                output.reply(Replies.Ok.INSTANCE);
            }
        } catch (MalformedMessageException e) {
            fail(output, "BadRequest", String.valueOf(e.getMessage()));
        } catch (InterpreterException e) {
            fail(output, e.getClass().getSimpleName().replace("Exception", ""), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            fail(output, "Interrupted", "the request was interrupted");
        } catch (Throwable e) { // an interpreter may throw anything, also what it does not declare
            DriverLog.warn("serving " + request.type() + " failed", e);
            fail(output, e.getClass().getSimpleName(), "the driver could not serve this; its log says more");
        } finally {
            output.idle();
        }
    }

    /** Whoever asks for something that is not here must not wait for it. */
    private static void unknown(Request request) {
        request.output().fail("UnknownRequest", "expected a request that this kernel knows, found " + request.type());
    }

    private static void fail(RequestOutput output, String ename, String evalue) {
        if (!output.replied()) {
            output.fail(ename, evalue);
        }
    }
}
