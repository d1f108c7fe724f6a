/**
 * The Java half of the measurements: drivers without a language, and the Scala compiler's own shell engine without a driver.
 *
 * <p><b>Start at</b> {@link dev.hearth.bench.StubDrivers} or {@link dev.hearth.bench.BareRepl}. <p><b>Flow.</b> The measurements
 * compile this package against the gateway's jars, and start each as a process of its own.
 *
 * <p><b>Depends on</b> protocol and, in {@code BareRepl}, the Scala compiler among Spark's jars; <b>must not know</b> the gateway.
 */
package dev.hearth.bench;
