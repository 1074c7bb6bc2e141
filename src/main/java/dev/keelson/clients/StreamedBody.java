package dev.keelson.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.http.StreamingHttpOutputMessage;

/**
 * A request's body that is never in memory as a whole: it is written as fast as the connection takes it, and once more where
 * the request is repeated.
 *
 * @param length in bytes
 */
public record StreamedBody(long length, Writer writer) {
    /** Writes it. */
    public interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @param length of the file, which must not change while it is sent */
    public static StreamedBody of(Path file, long length) {
        return new StreamedBody(length, out -> Files.copy(file, out));
    }

    /** The same with something before and behind it. */
    public StreamedBody between(byte[] before, byte[] behind) {
        return new StreamedBody(before.length + length + behind.length, out -> {
            out.write(before);
            writer.writeTo(out);
            out.write(behind);
        });
    }

    StreamingHttpOutputMessage.Body forSpring() {
        return new StreamingHttpOutputMessage.Body() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                writer.writeTo(out);
            }

            @Override
            public boolean repeatable() {
                return true;
            }
        };
    }
}
