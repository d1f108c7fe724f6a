package dev.hearth.gateway.jupyter;

/** A client that runs cells, for tests of other packages. */
public final class FaceClient implements AutoCloseable {
    private final SocketClient client;

    private FaceClient(SocketClient client) {
        this.client = client;
    }

    public static FaceClient connect(FaceBench bench, String kernel, String session) throws Exception {
        return new FaceClient(SocketClient.v1(bench, kernel, session));
    }

    /** Runs a cell to its end. */
    public void run(String code) throws Exception {
        client.run(code);
    }

    @Override
    public void close() {
        client.close();
    }
}
