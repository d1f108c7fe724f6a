package dev.hearth.interpreter.sql;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * A column that a place in a statement sees. Immutable.
 *
 * @param type null if only Spark's analysis would tell
 * @param field the field of the table that it is, if it is one
 */
record ScopeColumn(
        String name, @Nullable DataType type, @Nullable StructField field) {
    static ScopeColumn of(StructField field) {
        return new ScopeColumn(field.name(), field.dataType(), field);
    }

    ScopeColumn named(String other) {
        return new ScopeColumn(other, type, field);
    }

    String typeName() {
        return type == null ? "" : type.simpleString();
    }
}
