/**
 * Kernelspecs as folders in Jupyter's data directories, for clients that start kernels on their own machine.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.kernelspec.KernelspecFolder}, then
 * {@link dev.hearth.gateway.kernelspec.LocalKernelspec}. <p><b>Flow.</b> {@code hearth kernels} finds a place → describes a
 * kernel → its folder is written, read or removed.
 *
 * <p><b>Promises.</b> A kernelspec is there whole or not at all. One that is not Hearth's own is neither overwritten nor removed.
 * No token is in one.
 * <p><b>Threads.</b> None; the caller's.
 * <p><b>Depends on</b> protocol, the logos of the Jupyter face; <b>must not know</b> the command line.
 * <p><b>Specification.</b> Kernel specs of jupyter_client, {@code jupyter_core.paths}.
 */
@NullMarked
package dev.hearth.gateway.kernelspec;

import org.jspecify.annotations.NullMarked;
