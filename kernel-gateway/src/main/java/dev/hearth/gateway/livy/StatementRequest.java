package dev.hearth.gateway.livy;

import dev.hearth.gateway.error.ErrorCode;
import dev.hearth.gateway.error.GatewayException;
import dev.hearth.protocol.Language;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run, or completed. Immutable.
 *
 * @param code as it was sent, with the line ends of this machine, as Livy has it
 * @param kind as it was sent; null if it was not
 * @param cursor where in the code, in UTF-16 units; 0 if it was not sent
 */
record StatementRequest(String code, @Nullable String kind, int cursor) {
    private static final List<String> STATEMENT = List.of("code", "kind", "msg_type");
    private static final List<String> COMPLETION = List.of("code", "kind", "cursor");

    /**
     * The body of {@code POST …/statements}: {@code code}, a text or a number; {@code kind}; {@code msg_type}, without effect.
     *
     * @throws GatewayException with {@code BAD_JSON}, {@code BAD_REQUEST}, {@code BODY_TOO_LARGE}
     */
    static StatementRequest statement(Context context, int bodyBytes) {
        return of(LivyBody.read(context, bodyBytes, "org.apache.livy.ExecuteRequest", STATEMENT));
    }

    /** The body of {@code POST …/completion}; {@code cursor} may be a number or its text. */
    static StatementRequest completion(Context context, int bodyBytes) {
        return of(LivyBody.read(context, bodyBytes, "org.apache.livy.CompletionRequest", COMPLETION));
    }

    private static StatementRequest of(LivyBody body) {
        String code = body.text("code");
        if (code == null) {
            throw new GatewayException(ErrorCode.BAD_REQUEST, "requirement failed: code is missing.");
        }
        return new StatementRequest(code.replace("\r\n", "\n"), body.text("kind"), body.number("cursor"));
    }

    private static String shown(String field) {
        return field.length() > 100 ? field.substring(0, 100) + "…" : field;
    }

    /**
     * The language to run it in.
     *
     * @param session what the session speaks
     * @throws GatewayException with {@code BAD_REQUEST} if neither says it, or there is none of that kind
     */
    Language language(LivyKind session) {
        Optional<LivyKind> asked = kind == null ? Optional.empty() : LivyKind.named(kind);
        if (kind != null && asked.isEmpty()) {
            String known = "; expected spark, pyspark or sql";
            throw new GatewayException(ErrorCode.BAD_REQUEST, "Invalid kind: " + shown(kind) + known);
        }
        LivyKind wanted = asked.filter(each -> each != LivyKind.SHARED).orElse(session);
        if (wanted == LivyKind.SHARED) {
            throw new GatewayException(
                    ErrorCode.BAD_REQUEST, "Code type should be specified if session kind is shared");
        }
        return wanted.language();
    }
}
