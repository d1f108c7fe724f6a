/** Kernelspecs as folders. */
@NullUnmarked
package dev.hearth.gateway.kernelspec;

import org.jspecify.annotations.NullUnmarked;
