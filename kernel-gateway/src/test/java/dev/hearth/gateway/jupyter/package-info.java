/** The Jupyter face in front of a driver that is made up: a whole gateway but its launchers, over real sockets. */
@org.jspecify.annotations.NullUnmarked
package dev.hearth.gateway.jupyter;
