/** Tests of the Jupyter face, with a whole gateway but its launchers: {@link dev.hearth.gateway.jupyter.FaceBench}. */
package dev.hearth.gateway.jupyter;
