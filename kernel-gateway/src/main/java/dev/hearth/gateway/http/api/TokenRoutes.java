package dev.hearth.gateway.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.gateway.http.Bodies;
import dev.hearth.gateway.http.Callers;
import dev.hearth.gateway.security.Caller;
import dev.hearth.gateway.security.TokenKind;
import dev.hearth.gateway.security.TokenRow;
import dev.hearth.gateway.security.Tokens;
import dev.hearth.protocol.Header;
import dev.hearth.protocol.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Objects;

/**
 * {@code /hearth/tokens}. A token of a path is refused: it stands in logs and histories of others, and could otherwise make
 * itself one that goes everywhere. Thread-safe.
 */
final class TokenRoutes {
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    private final Tokens tokens;
    private final int bodyBytes;

    TokenRoutes(Tokens tokens, int bodyBytes) {
        this.tokens = tokens;
        this.bodyBytes = bodyBytes;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/hearth/tokens", this::list);
        routes.post("/hearth/tokens", this::make);
        routes.delete("/hearth/tokens/{id}", this::revoke);
    }

    private void list(Context context) {
        ArrayNode list = Json.array();
        tokens.list(caller(context)).forEach(row -> list.add(json(row)));
        Bodies.answer(context, OK, Json.object().set("tokens", list));
    }

    private void make(Context context) {
        Caller caller = caller(context);
        ObjectNode body = Bodies.object(context, bodyBytes);
        String kind = Objects.requireNonNullElse(Bodies.text(body, "kind"), "general");
        TokenKind wanted =
                switch (kind) {
                    case "general" -> TokenKind.GENERAL;
                    case "path" -> TokenKind.PATH;
                    default -> throw new GatewayException(ErrorCode.BAD_REQUEST, "kind must be general or path");
                };
        String label = Objects.requireNonNullElse(Bodies.text(body, "label"), "");
        String user = Objects.requireNonNullElse(Bodies.text(body, "user"), caller.owner());
        Tokens.NewToken made = tokens.make(caller, user, wanted, label);
        context.header("Location", "/hearth/tokens/" + made.row().id());
        Bodies.answer(context, CREATED, json(made.row()).put("token", made.token()));
    }

    private void revoke(Context context) {
        tokens.revoke(caller(context), context.pathParam("id"));
        context.status(NO_CONTENT);
    }

    private static Caller caller(Context context) {
        Caller caller = Callers.of(context);
        if (caller.kind() == TokenKind.PATH) {
            throw new GatewayException(
                    ErrorCode.FORBIDDEN, "a token of a path sees and changes no tokens; show a general one");
        }
        return caller;
    }

    private static ObjectNode json(TokenRow row) {
        ObjectNode json = Json.object();
        json.put("id", row.id());
        json.put("kind", row.kind().name().toLowerCase(Locale.ROOT));
        json.put("user", row.owner());
        json.put("label", row.label());
        json.put("created", Header.date(row.created()));
        json.put("last_used", row.lastUsed().map(Header::date).orElse(null));
        json.put("revoked", row.revoked().map(Header::date).orElse(null));
        return json;
    }
}
