/**
 * Notebooks as files: read, filled with the outputs of a run, and written.
 *
 * <p><b>Start at</b> {@link dev.hearth.gateway.notebook.Notebook}, then {@link dev.hearth.gateway.notebook.CellOutputs}.
 * <p><b>Flow.</b> A command reads a notebook → runs its code cells on a gateway → every message of a cell is folded into
 * the cell's outputs → the notebook is written.
 *
 * <p><b>Promises.</b> What is written is valid for the format's version 4.5. Ids of cells are kept; what this program
 * does not know is kept as it was.
 * <p><b>Threads.</b> Confined to one thread.
 * <p><b>Depends on</b> Jackson; <b>must not know</b> the gateway.
 * <p><b>Specification.</b> Jupyter's notebook format, version 4.5.
 */
@NullMarked
package dev.hearth.gateway.notebook;

import org.jspecify.annotations.NullMarked;
