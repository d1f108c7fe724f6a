package dev.hearth.gateway.session;

import dev.hearth.protocol.Language;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a session is created with. Immutable; {@code toString} shows no value of the environment.
 *
 * @param owner who creates it
 * @param proxyUser whom it runs as, or null for nobody else
 * @param profile the profile's name
 * @param language spoken where a cell does not say otherwise
 * @param env variables of the driver, already allow-listed
 * @param id the id that the client wants, or null for a new one
 * @param name a name that the client gave, or null
 * @param path a path that the client gave, or null
 * @param documentType what Jupyter says is at {@code path}, or null
 * @param wish what is asked for beyond the profile, or null
 */
public record NewSession(
        String owner,
        @Nullable String proxyUser,
        String profile,
        Language language,
        Map<String, String> env,
        @Nullable UUID id,
        @Nullable String name,
        @Nullable String path,
        @Nullable String documentType,
        @Nullable SessionWish wish) {
    public NewSession {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(language, "language");
        env = Map.copyOf(env);
    }

    /** One that asks for nothing beyond the profile. */
    public NewSession(
            String owner,
            @Nullable String proxyUser,
            String profile,
            Language language,
            Map<String, String> env,
            @Nullable UUID id,
            @Nullable String name,
            @Nullable String path,
            @Nullable String documentType) {
        this(owner, proxyUser, profile, language, env, id, name, path, documentType, null);
    }

    /** A session without a proxy user, variables, id, name and path of its own. */
    public static NewSession of(String owner, String profile, Language language) {
        return new NewSession(owner, null, profile, language, Map.of(), null, null, null, null);
    }

    @Override
    public String toString() {
        return "NewSession[owner=" + owner + ", profile=" + profile + ", language=" + language + ", env=" + env.keySet()
                + ", id=" + id + "]";
    }
}
