package dev.hearth.gateway.store;

import dev.hearth.gateway.jupyter.DocumentStore;
import dev.hearth.gateway.jupyter.JupyterSession;
import java.util.List;
import java.util.UUID;

/** Jupyter's sessions in the database. Thread-safe. */
final class DocumentTable implements DocumentStore {

    private final Database database;

    DocumentTable(Database database) {
        this.database = database;
    }

    @Override
    public List<JupyterSession> all() {
        return database.read(
                "reading the documents", handle -> handle.createQuery("select * from document order by number")
                        .map((row, context) -> new JupyterSession(
                                row.getObject("id", UUID.class),
                                row.getString("owner"),
                                row.getObject("kernel", UUID.class),
                                row.getString("path"),
                                row.getString("name"),
                                row.getString("type")))
                        .list());
    }

    @Override
    public void put(JupyterSession session) {
        database.inTransaction("storing a document", handle -> handle.createUpdate(
                        "merge into document (id, owner, kernel, path, name, type) key (id)"
                                + " values (:id, :owner, :kernel, :path, :name, :type)")
                .bind("id", session.id())
                .bind("owner", session.owner())
                .bind("kernel", session.kernel())
                .bind("path", session.path())
                .bind("name", session.name())
                .bind("type", session.type())
                .execute());
    }

    @Override
    public void remove(UUID id) {
        database.inTransaction(
                "removing a document", handle -> handle.execute("delete from document where id = ?", id));
    }
}
