/** The Livy face over a real server, with synthetic drivers. */
@org.jspecify.annotations.NullUnmarked
package dev.hearth.gateway.livy;
