package dev.hearth.interpreter.scala;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Prints to the stream of the moment. Thread-safe.
 *
 * <p>Every method is passed on as it is, so that the lock that {@link PrintStream} holds while it writes is the target's: a cell
 * whose output has to wait stops nobody else. Closing only flushes.
 */
@SuppressWarnings("AnnotateFormatMethod")
final class RoutedPrintStream extends PrintStream {
    private final Supplier<PrintStream> target;

    RoutedPrintStream(Supplier<PrintStream> target) {
        super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        this.target = target;
    }

    @Override
    public void flush() {
        target.get().flush();
    }

    @Override
    public void close() {
        target.get().flush();
    }

    @Override
    public boolean checkError() {
        return target.get().checkError();
    }

    @Override
    public void write(int oneByte) {
        target.get().write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        target.get().write(bytes, offset, length);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        target.get().write(bytes);
    }

    @Override
    public void writeBytes(byte[] bytes) {
        target.get().writeBytes(bytes);
    }

    @Override
    public void print(boolean value) {
        target.get().print(value);
    }

    @Override
    public void println(boolean value) {
        target.get().println(value);
    }

    @Override
    public void print(char value) {
        target.get().print(value);
    }

    @Override
    public void println(char value) {
        target.get().println(value);
    }

    @Override
    public void print(int value) {
        target.get().print(value);
    }

    @Override
    public void println(int value) {
        target.get().println(value);
    }

    @Override
    public void print(long value) {
        target.get().print(value);
    }

    @Override
    public void println(long value) {
        target.get().println(value);
    }

    @Override
    public void print(float value) {
        target.get().print(value);
    }

    @Override
    public void println(float value) {
        target.get().println(value);
    }

    @Override
    public void print(double value) {
        target.get().print(value);
    }

    @Override
    public void println(double value) {
        target.get().println(value);
    }

    @Override
    public void print(char[] value) {
        target.get().print(value);
    }

    @Override
    public void println(char[] value) {
        target.get().println(value);
    }

    @Override
    public void print(@Nullable String value) {
        target.get().print(value);
    }

    @Override
    public void println(@Nullable String value) {
        target.get().println(value);
    }

    @Override
    public void print(@Nullable Object value) {
        target.get().print(value);
    }

    @Override
    public void println(@Nullable Object value) {
        target.get().println(value);
    }

    @Override
    public void println() {
        target.get().println();
    }

    @Override
    public PrintStream format(String format, Object... arguments) {
        print(String.format(format, arguments));
        return this;
    }

    @Override
    public PrintStream format(Locale locale, String format, Object... arguments) {
        print(String.format(locale, format, arguments));
        return this;
    }

    @Override
    public PrintStream append(@Nullable CharSequence text) {
        print(String.valueOf(text));
        return this;
    }

    @Override
    public PrintStream append(@Nullable CharSequence text, int start, int end) {
        print(String.valueOf(text).substring(start, end));
        return this;
    }

    @Override
    public PrintStream append(char character) {
        print(character);
        return this;
    }
}
