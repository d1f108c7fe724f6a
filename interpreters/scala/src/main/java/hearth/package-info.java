/**
 * What the classes of cells call at run time: {@link hearth.Guard} in every loop, {@link hearth.Bindings} for names such as
 * {@code spark}.
 *
 * <p>The class files are copied into the directory of the cells' own classes, so that executors, which know nothing of Hearth,
 * fetch them from the driver like any class of a cell. Hence the short package name, and hence:
 *
 * <p><b>Depends on</b> the JDK and the Scala library; <b>must not know</b> any other package of Hearth.
 *
 * <p><b>Threads.</b> Everything here is thread-safe.
 */
@NullMarked
package hearth;

import org.jspecify.annotations.NullMarked;
