package dev.hearth.interpreter.sql;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One value of a result as it is shown. Immutable.
 *
 * @param text for a person, unescaped
 * @param json for a machine
 * @param absent whether it is NULL
 */
record ShownCell(String text, JsonNode json, boolean absent) {}
