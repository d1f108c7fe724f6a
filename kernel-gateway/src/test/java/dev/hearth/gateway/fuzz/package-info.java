/**
 * Fuzzing of what people and programs write as text: bodies of REST requests, the configuration's YAML.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.fuzz.TextFuzz}. Frames and journals have theirs in their own rooms.
 */
@NullMarked
package dev.hearth.gateway.fuzz;

import org.jspecify.annotations.NullMarked;
