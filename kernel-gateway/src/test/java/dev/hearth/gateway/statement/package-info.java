/** Tests of statements: what a synthetic driver says, a cell at a time. */
package dev.hearth.gateway.statement;
