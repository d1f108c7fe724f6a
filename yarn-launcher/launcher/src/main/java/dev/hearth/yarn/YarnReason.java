package dev.hearth.yarn;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * YARN's and HDFS's own words as sentences that name cause and remedy. Only functions; thread-safe. The words are those of Hadoop
 * 3.4 and 3.5 and Spark 4.
 */
final class YarnReason {
    private static final int MOST_CHARS = 600;
    private static final Pattern THROWN =
            Pattern.compile("User class threw exception: (?:[\\w.$]+(?:Exception|Error): )?([^\\n]+)");
    private static final Pattern MEMORY = Pattern.compile(
            "running \\S+ beyond the '?(PHYSICAL|VIRTUAL)'? memory limit\\. Current usage: ([^;.]+(?:\\.\\d+)?[^;.]*)");
    private static final Pattern EXIT = Pattern.compile("exitCode: (-?\\d+)");
    private static final Pattern STATUS = Pattern.compile("User application exited with status (-?\\d+)");
    private static final Pattern KILLED = Pattern.compile(
            "was killed by user (\\S+) at (\\S+?)(?: with diagnostic message: ([^\\n]*))?(?:\\.?\\n|$)");
    private static final Pattern UNKNOWN_QUEUE = Pattern.compile("to unknown queue: (\\S+)");
    private static final Pattern NO_HOME =
            Pattern.compile("Permission denied: user=(\\S+?), access=WRITE, inode=\"(/user(?:/[^\"]*)?)\"");
    private static final Pattern REFUSED = Pattern.compile("Call From \\S+ to (\\S+) failed on connection exception");

    private YarnReason() {}

    /** Whether an application that was accepted has its container, and waits for that alone. */
    static boolean isStarting(String diagnostics) {
        return diagnostics.contains("AM container is launched")
                || diagnostics.contains("waiting for AM container to Register")
                || diagnostics.contains("Attempt recovered after RM restart");
    }

    /** Why an application waits in its queue. */
    static String waiting(String queue, String diagnostics) {
        String place = "it waits in the YARN queue \"" + queue + "\"";
        if (diagnostics.contains("AM resource limit exceeded")) {
            return place + ": what that may give to drivers is in use; it starts when another one ends";
        }
        if (diagnostics.contains("User AM resource limit") || diagnostics.contains("User's AM resource limit")) {
            return place + ": what one user's drivers may have there is in use";
        }
        if (diagnostics.contains("Application is Activated, waiting for resources")
                || diagnostics.contains("not yet activated")
                || diagnostics.contains("Skipping")) {
            return place + " for room in the cluster";
        }
        return place;
    }

    /** Why an application failed. */
    static String of(String state, String diagnostics) {
        Matcher thrown = THROWN.matcher(diagnostics);
        if (thrown.find()) {
            return cut(thrown.group(1).strip());
        }
        Matcher memory = MEMORY.matcher(diagnostics);
        if (memory.find()) {
            return "YARN killed the driver's container, which used more memory than it was given ("
                    + memory.group(2).strip() + "): give it more by spark.driver.memoryOverhead or spark.driver.memory";
        }
        if (diagnostics.contains("Container released on a *lost* node") || diagnostics.contains("lost node")) {
            return "the node that ran the driver was lost; a restart runs it on another one";
        }
        Matcher killed = KILLED.matcher(diagnostics);
        if (killed.find()) {
            String said = killed.group(3);
            return "YARN killed the application for user " + killed.group(1)
                    + (said == null || said.isBlank() ? "" : ": " + said.strip());
        }
        Matcher status = STATUS.matcher(diagnostics);
        if (status.find()) {
            return "the application exited with code " + status.group(1);
        }
        OptionalInt code = exitCode(diagnostics);
        if (code.isPresent() && code.getAsInt() == 137) {
            return "the driver's process was killed from outside (exit code 137), by the node's kernel for want of memory or by hand";
        }
        if (code.isPresent()) {
            return "the driver's container ended with exit code " + code.getAsInt() + "; its log says more";
        }
        return diagnostics.isBlank() ? "YARN says " + state + " and no reason" : sentence(diagnostics);
    }

    /** The exit code that the words name. */
    static OptionalInt exitCode(String diagnostics) {
        Matcher status = STATUS.matcher(diagnostics); // of a Python program, whose container has a code of its own
        if (status.find()) {
            return OptionalInt.of(Integer.parseInt(status.group(1)));
        }
        Matcher found = EXIT.matcher(diagnostics);
        return found.find() ? OptionalInt.of(Integer.parseInt(found.group(1))) : OptionalInt.empty();
    }

    /** Why a submission, or a look, failed. */
    static String sentence(String message) {
        Matcher queue = UNKNOWN_QUEUE.matcher(message);
        if (queue.find()) {
            return "YARN has no queue \"" + queue.group(1) + "\"";
        }
        Matcher home = NO_HOME.matcher(message);
        if (home.find()) {
            return "HDFS has no home directory for " + home.group(1) + ": an administrator makes /user/" + home.group(1)
                    + " and gives it to them";
        }
        if (message.contains("Name node is in safe mode") || message.contains("SafeModeException")) {
            return "HDFS is in safe mode and takes no files: it leaves that by itself when its data nodes are back, or by"
                    + " `hdfs dfsadmin -safemode leave`";
        }
        Matcher refused = REFUSED.matcher(message);
        if (refused.find()) {
            return "nothing answers at " + refused.group(1) + ", where the Hadoop configuration says the cluster is";
        }
        if (message.contains("is not allowed to impersonate")) {
            return "the cluster does not let the gateway's user act for others: its core-site.xml needs"
                    + " hadoop.proxyuser.…: " + cut(firstLine(message));
        }
        return cut(firstLine(message));
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("").strip();
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
    }
}
