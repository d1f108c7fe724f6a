/** Tests of the dispatch of requests from within. */
@NullMarked
package dev.hearth.driver.dispatch;

import org.jspecify.annotations.NullMarked;
