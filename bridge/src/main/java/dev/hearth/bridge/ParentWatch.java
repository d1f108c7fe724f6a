package dev.hearth.bridge;

import java.util.Optional;

/** Notices that whoever started the kernel is gone: a kernel that nobody can stop any more is to end. Only functions. */
final class ParentWatch {
    private ParentWatch() {}

    /**
     * Calls {@code gone} once the parent has ended, within a few seconds: the JDK looks now and then, since only a child's end
     * is told by the kernel.
     *
     * @param announced {@code JPY_PARENT_PID}, by which jupyter_client says who started the kernel, or empty
     */
    static void watch(String announced, Runnable gone) {
        Optional<ProcessHandle> parent = announced.matches("\\d{1,10}") && !announced.equals("1")
                ? ProcessHandle.of(Long.parseLong(announced))
                : ProcessHandle.current().parent();
        if (parent.isPresent() && parent.get().pid() != 1) {
            parent.get().onExit().thenRun(gone);
        } else if (!announced.isEmpty() && parent.isEmpty()) {
            gone.run();
        }
    }
}
