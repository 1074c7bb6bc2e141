package dev.keelson.sandbox.stripe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The least PDF that a viewer opens: lines of text on an A4 page. */
final class OnePagePdf {
    /** What {@code WinAnsiEncoding} means. */
    private static final Charset WIN_ANSI = Charset.forName("windows-1252");

    private OnePagePdf() {}

    static byte[] of(List<String> lines) {
        var text = lines.stream()
                .map(line -> "(" + line.replaceAll("([\\\\()])", "\\\\$1") + ") ' ")
                .collect(Collectors.joining("\n", "BT /F1 12 Tf 18 TL 60 780 Td\n", "\nET"));
        var objects = List.of(
                "<< /Type /Catalog /Pages 2 0 R >>",
                "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
                        + " /Resources << /Font << /F1 5 0 R >> >> >>",
                "<< /Length " + text.getBytes(WIN_ANSI).length + " >>\nstream\n" + text + "\nendstream",
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        var pdf = new ByteArrayOutputStream();
        var offsets = new ArrayList<Integer>();
        write(pdf, "%PDF-1.4\n");
        for (int i = 0; i < objects.size(); i++) {
            offsets.add(pdf.size());
            write(pdf, (i + 1) + " 0 obj\n" + objects.get(i) + "\nendobj\n");
        }
        int table = pdf.size();
        write(pdf, "xref\n0 " + (objects.size() + 1) + "\n0000000000 65535 f \n");
        offsets.forEach(offset -> write(pdf, String.format(Locale.ROOT, "%010d 00000 n \n", offset)));
        write(pdf, "trailer\n<< /Size " + (objects.size() + 1) + " /Root 1 0 R >>\nstartxref\n" + table + "\n%%EOF\n");
        return pdf.toByteArray();
    }

    private static void write(ByteArrayOutputStream pdf, String text) {
        pdf.writeBytes(text.getBytes(WIN_ANSI));
    }
}
