package dev.hearth.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Turns the index of a sealed segment into the bytes of its sidecar; the layout is with {@link Sidecar}. */
final class SidecarWriter {
    private SidecarWriter() {}

    private record Row(long hash, ByteBuffer key, LongList numbers) {}

    static ByteBuffer encode(SegmentHeader segment, SegmentSummary summary, SegmentIndex index) {
        return index.view((numbersByKey, placeNumbers, places) -> {
            List<Row> rows = new ArrayList<>(numbersByKey.size());
            long postings = 0;
            long keyBytes = 0;
            for (Map.Entry<ByteBuffer, LongList> each : numbersByKey.entrySet()) {
                rows.add(new Row(Sidecar.hash(each.getKey()), each.getKey(), each.getValue()));
                postings += each.getValue().size();
                keyBytes += each.getKey().remaining();
            }
            rows.sort(Comparator.comparingLong(Row::hash));
            SegmentSummary.ClassBytes classes = summary.classBytes();
            Sidecar.Shape shape =
                    new Sidecar.Shape(rows.size(), places.size(), (int) postings, (int) keyBytes, classes.count());
            ByteBuffer out = ByteBuffer.allocate((int) shape.fileBytes());
            out.position((int) shape.bodyAt());
            for (int at = 0; at < places.size(); at++) {
                out.putLong(placeNumbers.get(at)).putLong(places.get(at));
            }
            putRows(out, rows);
            int bodyChecksum = checksum(out, (int) shape.bodyAt(), (int) shape.fileBytes());
            putSummary(out.clear(), segment, summary, shape, bodyChecksum);
            return out.clear();
        });
    }

    private static void putRows(ByteBuffer out, List<Row> rows) {
        int keyAt = 0;
        int postingAt = 0;
        for (Row row : rows) {
            out.putLong(row.hash).putInt(keyAt).putInt(row.key.remaining());
            out.putInt(postingAt).putInt(row.numbers.size());
            keyAt += row.key.remaining();
            postingAt += row.numbers.size();
        }
        for (Row row : rows) {
            for (int at = 0; at < row.numbers.size(); at++) {
                out.putLong(row.numbers.get(at));
            }
        }
        for (Row row : rows) {
            out.put(row.key.duplicate());
        }
    }

    private static void putSummary(
            ByteBuffer out, SegmentHeader segment, SegmentSummary summary, Sidecar.Shape shape, int bodyChecksum) {
        out.putLong(Sidecar.MAGIC)
                .putInt(Sidecar.VERSION)
                .putInt(segment.salt())
                .putInt(segment.revision());
        out.putInt(shape.keys()).putInt(shape.places()).putInt(shape.postings()).putInt(shape.keyBytes());
        out.putInt(shape.classes()).putLong(summary.length());
        out.putLong(summary.firstNumber()).putLong(summary.lastNumber()).putLong(summary.records());
        out.putLong(summary.minTime()).putLong(summary.maxTime());
        out.putInt(bodyChecksum).putInt(0);
        for (int at = 0; at < shape.classes(); at++) {
            out.putLong(summary.classBytes().recordClass(at))
                    .putLong(summary.classBytes().bytes(at));
        }
        int checkedBytes = out.position();
        out.putInt(Sidecar.CHECKSUM_AT, checksum(out, 0, checkedBytes));
    }

    /** CRC32C of a stretch in which the summary's own checksum is still 0. */
    static int checksum(ByteBuffer bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(from, to - from));
        return (int) crc.getValue();
    }
}
