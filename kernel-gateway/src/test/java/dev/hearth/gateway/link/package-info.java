/** The gateway's end of the link, against drivers that keep its rules and drivers that do not. */
@org.jspecify.annotations.NullUnmarked
package dev.hearth.gateway.link;
