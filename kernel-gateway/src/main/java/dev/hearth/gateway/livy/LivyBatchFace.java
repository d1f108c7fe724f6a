package dev.hearth.gateway.livy;

import dev.hearth.gateway.batch.Batches;
import dev.hearth.gateway.error.ErrorMapper;
import dev.hearth.gateway.error.ErrorShape;
import dev.hearth.gateway.http.Face;
import dev.hearth.gateway.security.Access;
import io.javalin.config.RoutesConfig;
import java.util.Map;
import java.util.Set;

/** Batches as Livy's clients see them: {@code /batches}. Thread-safe. */
public final class LivyBatchFace implements Face {
    private final BatchRoutes routes;

    /** A face over batches. */
    public LivyBatchFace(Batches batches, Access access, LivySettings settings, ResourceSettings resources) {
        this.routes = new BatchRoutes(batches, new LivyBatches(batches, access, settings), settings, resources);
    }

    @Override
    public void addRoutes(RoutesConfig config) {
        routes.addTo(config);
    }

    @Override
    public Set<String> overridable() {
        return errors().keySet();
    }

    @Override
    public long bodyBytes(String path) {
        return routes.bodyBytes(path);
    }

    @Override
    public Map<String, ErrorShape> errors() {
        return Map.of("batches", ErrorMapper.LIVY);
    }
}
