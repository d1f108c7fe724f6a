package dev.hearth.gateway.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.gateway.batch.Application;
import dev.hearth.gateway.session.SessionWish;
import dev.hearth.gateway.session.StartReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How values stand in columns: times as microseconds since 1970, lists and maps as JSON. Only functions. */
final class Columns {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<StartReport> START = new TypeReference<>() {};
    private static final TypeReference<SessionWish> WISH = new TypeReference<>() {};
    private static final TypeReference<Application> APPLICATION = new TypeReference<>() {};
    private static final TypeReference<List<String>> LINES = new TypeReference<>() {};

    private Columns() {}

    static @Nullable Long micros(@Nullable Instant time) {
        return time == null ? null : ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS);
    }

    static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
        Instant time = time(row, column);
        return row.wasNull() ? null : time;
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON", e);
        }
    }

    static Map<String, String> texts(ResultSet row, String column) throws SQLException {
        return read(row, column, TEXTS);
    }

    static List<String> lines(ResultSet row, String column) throws SQLException {
        return read(row, column, LINES);
    }

    /** What is known of a start; nothing, of a row that an older version wrote. */
    static StartReport start(ResultSet row, String column, Instant created) throws SQLException {
        return row.getString(column) == null ? StartReport.asked(created.toEpochMilli()) : read(row, column, START);
    }

    /** What was asked for beyond the profile; null where nothing was. */
    static @Nullable SessionWish wish(ResultSet row, String column) throws SQLException {
        return row.getString(column) == null ? null : read(row, column, WISH);
    }

    /** The same where something always was. */
    static SessionWish present(ResultSet row, String column) throws SQLException {
        return read(row, column, WISH);
    }

    /** What a batch runs. */
    static Application application(ResultSet row, String column) throws SQLException {
        return read(row, column, APPLICATION);
    }

    private static <T> T read(ResultSet row, String column, TypeReference<T> type) throws SQLException {
        try {
            return JSON.readValue(row.getString(column), type);
        } catch (JsonProcessingException e) {
            throw new SQLException("column " + column + " is not the JSON that was written", e);
        }
    }
}
