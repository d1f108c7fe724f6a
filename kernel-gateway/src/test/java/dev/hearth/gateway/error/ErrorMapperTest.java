package dev.hearth.gateway.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorMapperTest {

    private final ErrorMapper mapper = new ErrorMapper();

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCode_hasAStatusThatFitsItsType(ErrorCode code) {
        int status = ErrorMapper.status(code);
        switch (code.type()) {
            case USER -> assertThat(status).isIn(400, 405, 406, 413);
            case DENIED -> assertThat(status).isIn(401, 403);
            case NOT_FOUND -> assertThat(status).isEqualTo(404);
            case CONFLICT -> assertThat(status).isEqualTo(409);
            case CAPACITY -> assertThat(status).isIn(403, 429);
            case UPSTREAM -> assertThat(status).isIn(503, 504);
            case INTERNAL -> assertThat(status).isEqualTo(500);
        }
    }

    @Test
    void jupyterShape_hasMessageAndReason() {
        Failure failure = mapper.map(
                new GatewayException(ErrorCode.KERNEL_NOT_FOUND, "Kernel does not exist: \"x\"", Map.of("id", "x")));
        assertThat(text(failure))
                .isEqualTo("{\"message\":\"Kernel does not exist: \\\"x\\\"\",\"reason\":\"Kernel not found\","
                        + "\"code\":\"KERNEL_NOT_FOUND\"}");
        assertThat(failure.arguments()).containsEntry("id", "x");
    }

    @Test
    void ourFaults_haveAnInstance_andKeepTheirCauseToThemselves() {
        Failure failure = mapper.map(new IllegalStateException("password=hunter2"));
        assertThat(failure.status()).isEqualTo(500);
        assertThat(failure.instance()).isPresent();
        assertThat(text(failure)).doesNotContain("hunter2").contains("\"instance\"");
    }

    @Test
    void limitOfSessions_isSaidWithTheReasonOfKernelGateway_andMayBeTriedAgain() {
        Failure failure = mapper.map(new GatewayException(ErrorCode.TOO_MANY_SESSIONS, "100 sessions run already"));
        assertThat(failure.status()).isEqualTo(429);
        assertThat(mapper.headers(failure.code(), ErrorMapper.JUPYTER)).containsKey("Retry-After");
        assertThat(failure.reason()).isEqualTo("Resource Limit");
    }

    @Test
    void headers_sayHowToComeBack() {
        assertThat(mapper.headers(ErrorCode.UNAUTHENTICATED, ErrorMapper.JUPYTER))
                .containsEntry("WWW-Authenticate", "Bearer realm=\"hearth\"");
        assertThat(mapper.headers(ErrorCode.UNAUTHENTICATED, ErrorMapper.LIVY).get("WWW-Authenticate"))
                .startsWith("Basic realm=");
        assertThat(mapper.headers(ErrorCode.LINK_DOWN, ErrorMapper.JUPYTER)).containsKey("Retry-After");
        assertThat(mapper.headers(ErrorCode.BAD_REQUEST, ErrorMapper.JUPYTER)).isEmpty();
    }

    private static String text(Failure failure) {
        return new String(ErrorMapper.JUPYTER.body(failure), StandardCharsets.UTF_8);
    }
}
