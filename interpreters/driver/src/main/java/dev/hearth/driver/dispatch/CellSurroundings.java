package dev.hearth.driver.dispatch;

import dev.hearth.driver.output.Publisher;
import java.util.concurrent.ScheduledExecutorService;

/** What every cell has around it. Immutable. */
record CellSurroundings(InputDesk inputs, Publisher publisher, ScheduledExecutorService scheduler) {}
