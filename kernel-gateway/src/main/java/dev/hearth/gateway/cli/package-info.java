/**
 * The command line: one class for each command.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.cli.HearthCommand}. <p><b>Flow.</b> The main class parses arguments → a
 * command starts a gateway through {@link dev.hearth.gateway.cli.GatewayStarter}, or is a client of one → exit code.
 *
 * <p><b>Promises.</b> Standard output is for answers, standard error for everything else. A token is written out by
 * {@code serve}, {@code demo} and {@code token new} only, once. Exit code 0 is success, 1 a failure, 2 a wrong command line.
 * <p><b>Threads.</b> Commands run on the main thread; hooks of the JVM's end, and who follows a session, run on threads of their
 * own, named here.
 * <p><b>Depends on</b> picocli, JLine (reading lines below what is printed), the client, kernelspec, notebook, config, security
 * and store packages; <b>must not know</b> how a gateway is wired.
 */
@NullMarked
package dev.hearth.gateway.cli;

import org.jspecify.annotations.NullMarked;
