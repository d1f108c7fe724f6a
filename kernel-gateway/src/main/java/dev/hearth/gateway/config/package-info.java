/**
 * The configuration: one YAML file, bound strictly to records, with a default that works for every key. A {@code livy.conf} may stand
 * beside it: what it says becomes nodes of that file.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.config.Configuration}, then
 * {@link dev.hearth.gateway.config.ConfigurationFiles}. <p><b>Flow.</b> The command line names a file → it is read into
 * nodes that know their lines → they are bound to records → the composition root hands each part its record.
 *
 * <p><b>Promises.</b> An unknown, doubled or ill-typed key is an error that names its path and line and the keys that
 * are known there. Values that make no sense are refused by the record that holds them. Aliases are not followed.
 * <p><b>Threads.</b> Immutable values and functions.
 * <p><b>Depends on</b> Jackson's YAML parser and the launcher's values; <b>must not know</b> sessions, faces or the
 * store.
 */
@NullMarked
package dev.hearth.gateway.config;

import org.jspecify.annotations.NullMarked;
