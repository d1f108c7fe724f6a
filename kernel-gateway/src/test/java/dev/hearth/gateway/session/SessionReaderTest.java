package dev.hearth.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.gateway.session.TestClient.Seen;
import dev.hearth.journal.Entry;
import dev.hearth.protocol.Channel;
import dev.hearth.protocol.link.Envelope;
import dev.hearth.protocol.link.LinkRecord;
import dev.hearth.protocol.link.RecordClass;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader is given, and when. */
class SessionReaderTest {
    @TempDir
    Path root;

    private Workbench bench;

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void inputRequest_thatIsReadBeforeItIsKnownToBeOpen_isGiven() throws Exception {
        bench = new Workbench(root).start();
        Session session = bench.ready();
        try (TestClient reader = TestClient.live(session, "a")) {
            reader.execute("r", "hang");
            reader.await(each -> each.type().equals("execute_input"));
            SessionCore core = session.core();
            LinkRecord asks = inputRequest(core.id);
            FutureTask<List<Seen>> read = new FutureTask<>(reader::drain);
            Thread thread = new Thread(read, "reads-early");
            core.enter();
            try {
                SessionJournal journal = core.logs.journal();
                journal.prepare(1);
                journal.append(List.of(new Entry(RecordClass.DURABLE.code(), RecordKey.of("r"), asks.encode())));
                thread.start();
                Workbench.await(() -> read.isDone() || thread.getState() == Thread.State.WAITING);
                core.current.fold(asks.envelope());
            } finally {
                core.leave();
            }
            assertThat(read.get(10, TimeUnit.SECONDS)).extracting(Seen::type).contains("input_request");
        }
    }

    private static LinkRecord inputRequest(java.util.UUID session) {
        Envelope envelope = new Envelope(
                session,
                1,
                0,
                RecordClass.DURABLE,
                Channel.STDIN,
                "input_request",
                "ask",
                "r",
                "a",
                null,
                false,
                false,
                System.currentTimeMillis());
        return LinkRecord.of(envelope, TestClient.message(Channel.STDIN, "input_request", "ask", "{\"prompt\":\"?\"}"));
    }
}
