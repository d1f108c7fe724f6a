/**
 * Fuzzing of what people and programs write as text: bodies of REST requests, the configuration's YAML.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.fuzz.TextFuzzTest}. The loop is that of the protocol's own fuzzing; words that
 * mean something to these readers are in the corpus.
 */
@NullMarked
package dev.hearth.gateway.fuzz;

import org.jspecify.annotations.NullMarked;
