/** Tests of the driver's Spark session. */
@NullMarked
package dev.hearth.driver.spark;

import org.jspecify.annotations.NullMarked;
