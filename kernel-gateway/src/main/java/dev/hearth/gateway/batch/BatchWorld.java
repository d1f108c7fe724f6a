package dev.hearth.gateway.batch;

import dev.hearth.gateway.session.SessionProfile;
import dev.hearth.gateway.session.Sessions;
import dev.hearth.launcher.BatchLauncher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What every batch needs. Immutable.
 *
 * @param root the folder with one folder a batch
 * @param launchers start applications, by the profile's name
 * @param profiles by name
 * @param sessions on which notebooks run
 * @param grace how long an application that is stopped has to end by itself
 * @param executor runs what may block shortly
 * @param ended is told of each that has ended and stays
 * @param forget removes one that has ended
 */
@SuppressWarnings("TooManyParameters") // made once, read by name
record BatchWorld(
        Path root,
        BatchStore store,
        Map<String, BatchLauncher> launchers,
        Map<String, SessionProfile> profiles,
        Sessions sessions,
        Duration grace,
        Clock clock,
        Executor executor,
        Consumer<Batch> ended,
        Consumer<Batch> forget) {}
