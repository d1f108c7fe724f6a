package dev.hearth.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Where what happens on a session is shown. Called by one thread, while another may read what is typed. */
interface Screen {
    /** Somebody's cell begins to run. */
    void input(int count, String code);

    /** An output of a cell. */
    void output(String type, JsonNode content);

    /** A cell has ended, and with it its last line. */
    void ended();

    /** A sentence of this program's own. */
    void note(String sentence);
}
