/** Sessions against a driver that is made up, over a real server. */
@org.jspecify.annotations.NullUnmarked
package dev.hearth.gateway.session;
