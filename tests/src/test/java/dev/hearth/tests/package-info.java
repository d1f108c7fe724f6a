/**
 * Whole-system tests: real gateways, drivers, Spark and Python in processes of their own, and real clients.
 *
 * <p><b>Start at</b> {@link dev.hearth.tests.GatewayProcess} and {@link dev.hearth.tests.KernelClient}. Everything is on the
 * loopback and on free ports; every process is ended by the test that started it.
 */
package dev.hearth.tests;
