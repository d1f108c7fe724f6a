package dev.hearth.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The message types that somebody here treats in a way of its own. The set of types is open: a type that is not here is
 * relayed by its name. Immutable.
 */
public enum MessageType {
    EXECUTE_REQUEST("execute_request", Kind.REQUEST, false),
    EXECUTE_REPLY("execute_reply", Kind.REPLY, false),
    KERNEL_INFO_REQUEST("kernel_info_request", Kind.REQUEST, true),
    KERNEL_INFO_REPLY("kernel_info_reply", Kind.REPLY, true),
    COMPLETE_REQUEST("complete_request", Kind.REQUEST, true),
    COMPLETE_REPLY("complete_reply", Kind.REPLY, true),
    INSPECT_REQUEST("inspect_request", Kind.REQUEST, true),
    INSPECT_REPLY("inspect_reply", Kind.REPLY, true),
    IS_COMPLETE_REQUEST("is_complete_request", Kind.REQUEST, true),
    IS_COMPLETE_REPLY("is_complete_reply", Kind.REPLY, true),
    HISTORY_REQUEST("history_request", Kind.REQUEST, true),
    HISTORY_REPLY("history_reply", Kind.REPLY, true),
    COMM_INFO_REQUEST("comm_info_request", Kind.REQUEST, true),
    COMM_INFO_REPLY("comm_info_reply", Kind.REPLY, true),
    SHUTDOWN_REQUEST("shutdown_request", Kind.REQUEST, false),
    SHUTDOWN_REPLY("shutdown_reply", Kind.REPLY, false),
    INTERRUPT_REQUEST("interrupt_request", Kind.REQUEST, false),
    INTERRUPT_REPLY("interrupt_reply", Kind.REPLY, false),
    DEBUG_REQUEST("debug_request", Kind.REQUEST, false),
    DEBUG_REPLY("debug_reply", Kind.REPLY, false),
    CREATE_SUBSHELL_REQUEST("create_subshell_request", Kind.REQUEST, false),
    CREATE_SUBSHELL_REPLY("create_subshell_reply", Kind.REPLY, false),
    DELETE_SUBSHELL_REQUEST("delete_subshell_request", Kind.REQUEST, false),
    DELETE_SUBSHELL_REPLY("delete_subshell_reply", Kind.REPLY, false),
    LIST_SUBSHELL_REQUEST("list_subshell_request", Kind.REQUEST, true),
    LIST_SUBSHELL_REPLY("list_subshell_reply", Kind.REPLY, true),
    /** Ours: the variables of every language; behind {@code GET /hearth/sessions/{id}/variables}. */
    HEARTH_VARIABLES_REQUEST("hearth_variables_request", Kind.REQUEST, true),
    HEARTH_VARIABLES_REPLY("hearth_variables_reply", Kind.REPLY, true),
    /** Ours, on control: ends one request and no other, whether it runs or waits. */
    HEARTH_CANCEL_REQUEST("hearth_cancel_request", Kind.REQUEST, false),
    HEARTH_CANCEL_REPLY("hearth_cancel_reply", Kind.REPLY, false),
    /** Ours, on control: a jar, a Python library or a file for a session that lives. Cells behind it wait for it. */
    HEARTH_ADD_REQUEST("hearth_add_request", Kind.REQUEST, false),
    HEARTH_ADD_REPLY("hearth_add_reply", Kind.REPLY, false),
    /** Ours: some rows of a result that was kept. */
    HEARTH_RESULT_REQUEST("hearth_result_request", Kind.REQUEST, true),
    HEARTH_RESULT_REPLY("hearth_result_reply", Kind.REPLY, true),
    INPUT_REQUEST("input_request", Kind.REPLY, false),
    INPUT_REPLY("input_reply", Kind.REQUEST, false),
    COMM_OPEN("comm_open", Kind.BOTH, false),
    COMM_MSG("comm_msg", Kind.BOTH, false),
    COMM_CLOSE("comm_close", Kind.BOTH, false),
    STATUS("status", Kind.BROADCAST, false),
    EXECUTE_INPUT("execute_input", Kind.BROADCAST, false),
    EXECUTE_RESULT("execute_result", Kind.BROADCAST, false),
    ERROR("error", Kind.BROADCAST, false),
    STREAM("stream", Kind.BROADCAST, false),
    DISPLAY_DATA("display_data", Kind.BROADCAST, false),
    UPDATE_DISPLAY_DATA("update_display_data", Kind.BROADCAST, false),
    CLEAR_OUTPUT("clear_output", Kind.BROADCAST, false),
    IOPUB_WELCOME("iopub_welcome", Kind.BROADCAST, false);

    private enum Kind {
        REQUEST,
        REPLY,
        BROADCAST,
        BOTH
    }

    private static final Map<String, MessageType> BY_NAME = new HashMap<>();

    static {
        for (MessageType type : values()) {
            BY_NAME.put(type.wireName, type);
        }
    }

    private final String wireName;
    private final Kind kind;
    private final boolean isTransient;

    MessageType(String wireName, Kind kind, boolean isTransient) {
        this.wireName = wireName;
        this.kind = kind;
        this.isTransient = isTransient;
    }

    /** {@code msg_type}. */
    public String wireName() {
        return wireName;
    }

    /** Whether a client may send it to a kernel. */
    public boolean fromClient() {
        return kind == Kind.REQUEST || kind == Kind.BOTH;
    }

    /** Whether the request and all it causes is kept in memory only and never replayed. */
    public boolean isTransient() {
        return isTransient;
    }

    /** The reply's type of a request's: {@code x_request} to {@code x_reply}; empty if it has none. */
    public Optional<MessageType> reply() {
        return wireName.endsWith("_request") && this != INPUT_REQUEST
                ? of(wireName.substring(0, wireName.length() - "request".length()) + "reply")
                : Optional.empty();
    }

    /** The type of a wire name; empty for a type that nobody here knows. */
    public static Optional<MessageType> of(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }
}
