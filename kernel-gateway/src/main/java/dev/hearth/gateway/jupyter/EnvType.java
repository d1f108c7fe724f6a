package dev.hearth.gateway.jupyter;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables by name, with values of whatever type the client wrote. Immutable. */
final class EnvType extends TypeReference<Map<String, @Nullable Object>> {
    static final EnvType INSTANCE = new EnvType();

    private EnvType() {}
}
