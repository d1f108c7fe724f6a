/**
 * An append-only log on disk: records with rising numbers, and cursors that read it at their own pace.
 *
 * <p><b>Start at</b> {@link dev.hearth.journal.Journal}, then {@link dev.hearth.journal.Cursor}, then
 * {@link dev.hearth.journal.TrimRequest}. <p><b>Flow.</b> {@code append} encodes a batch → one gathered write to the
 * last segment file → those who wait for the number are woken → their cursors read on with positional reads.
 *
 * <p><b>Promises.</b> A number is given once. What a cursor returns has a good checksum (records beyond its buffer: see
 * {@link dev.hearth.journal.JournalRecord#read}). A failed append leaves nothing behind. A crash leaves whole records; a
 * torn tail is cut off at the next open. No size found on disk is believed before it was held against the file. Memory
 * does not grow with the size of a journal.
 * <p><b>Threads.</b> No thread of its own. {@code writing} guards the last segment and is held over its writes;
 * {@code forcing} is held over a force, so that appenders share it; {@code trimming} admits one retention run at a time.
 * Order: trimming, forcing, writing, then the monitor of a segment. Cursors take no lock but a segment's monitor when
 * they enter one. Actions run without any lock.
 * <p><b>Depends on</b> the JDK and on nothing else; <b>must not know</b> messages, sessions, HTTP or Spark.
 *
 * <h2>Format</h2>
 * A journal is a directory (0700) of files (0600), written by one process. All numbers are big-endian.
 *
 * <table>
 * <caption>Files; the name is the lowest number that may be inside, in 20 digits</caption>
 * <tr><th>file</th><th>holds</th></tr>
 * <tr><td>{@code N.log}</td><td>segment: header, then records. The highest N is open for appends, others are sealed</td></tr>
 * <tr><td>{@code N.idx}</td><td>sidecar of a sealed segment: summary, places, numbers by key. Made anew when bad</td></tr>
 * <tr><td>{@code *.tmp}</td><td>left by a crash; removed at open</td></tr>
 * <tr><td>{@code N.log.unreadable}</td><td>segment whose header was destroyed twice over; left for a person</td></tr>
 * </table>
 *
 * <table>
 * <caption>Segment header: 48 bytes, written twice in a row (one may be damaged)</caption>
 * <tr><th>at</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0</td><td>8</td><td>magic {@code HEARTHJL}</td></tr>
 * <tr><td>8</td><td>2</td><td>format version, 1</td></tr>
 * <tr><td>10</td><td>1</td><td>cipher id, 0 = none</td></tr>
 * <tr><td>11</td><td>1</td><td>reserved, 0</td></tr>
 * <tr><td>12</td><td>4</td><td>key id, 0</td></tr>
 * <tr><td>16</td><td>8</td><td>first number that may be inside</td></tr>
 * <tr><td>24</td><td>8</td><td>time of creation, ms since 1970</td></tr>
 * <tr><td>32</td><td>4</td><td>salt: random, so that no payload can look like a record header</td></tr>
 * <tr><td>36</td><td>4</td><td>revision: 0, one more with each rewrite by retention</td></tr>
 * <tr><td>40</td><td>4</td><td>reserved, 0</td></tr>
 * <tr><td>44</td><td>4</td><td>CRC32C of bytes 0 to 43</td></tr>
 * </table>
 *
 * <table>
 * <caption>Record: header of 32 bytes, key, payload</caption>
 * <tr><th>at</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0</td><td>4</td><td>CRC32C of bytes 4 to 31 and the key, exclusive-or salt</td></tr>
 * <tr><td>4</td><td>4</td><td>length of the payload, not negative</td></tr>
 * <tr><td>8</td><td>4</td><td>CRC32C of the payload</td></tr>
 * <tr><td>12</td><td>8</td><td>number, higher than all before</td></tr>
 * <tr><td>20</td><td>8</td><td>time, ms since 1970</td></tr>
 * <tr><td>28</td><td>1</td><td>record class</td></tr>
 * <tr><td>29</td><td>1</td><td>length of the key</td></tr>
 * <tr><td>30</td><td>2</td><td>kind: 0 = record; 1 = skip: no record, the next number is this one plus 1</td></tr>
 * <tr><td>32</td><td></td><td>key, then payload</td></tr>
 * </table>
 *
 * The sidecar's layout is with {@code Sidecar}.
 */
@NullMarked
package dev.hearth.journal;

import org.jspecify.annotations.NullMarked;
