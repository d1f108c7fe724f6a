package dev.hearth.gateway.batch;

import dev.hearth.gateway.session.SessionWish;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a batch is created with. Immutable.
 *
 * @param id its id, by which what was uploaded for it is found
 * @param owner who creates it
 * @param proxyUser whom it runs as, or null for nobody else
 * @param profile the profile's name
 * @param application what it runs
 * @param wish what is asked for beyond the profile
 */
public record NewBatch(
        UUID id, String owner, @Nullable String proxyUser, String profile, Application application, SessionWish wish) {
    public NewBatch {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(wish, "wish");
    }
}
