package dev.keelson.social.media;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.UploadContext;
import org.jspecify.annotations.Nullable;

/**
 * The file in a request of {@code multipart/form-data}, read part by part by Tomcat's own parser. The servlets' multipart support
 * stays off: it would read whole bodies past our limits, for everybody and at any address.
 */
final class FilePart {
    private static final String FILE = "file";
    private static final int MOST_PARTS = 10;
    private static final int LONGEST_HEADER = 4_096;

    private final FileItemStream part;

    private FilePart(FileItemStream part) {
        this.part = part;
    }

    /**
     * @throws dev.keelson.shared.ProblemException {@code MEDIA_EXPECTED} where there is none
     * @throws IOException where the request cannot be read on
     */
    static FilePart of(HttpServletRequest request) throws IOException {
        try {
            var upload = new FileUpload();
            upload.setFileCountMax(MOST_PARTS);
            upload.setPartHeaderSizeMax(LONGEST_HEADER);
            upload.setHeaderEncoding(StandardCharsets.UTF_8.name());
            FileItemIterator parts = upload.getItemIterator(new Body(request));
            for (int i = 0; i < MOST_PARTS && parts.hasNext(); i++) {
                var part = parts.next();
                if (FILE.equals(part.getFieldName()) && !part.isFormField()) {
                    return new FilePart(part);
                }
            }
        } catch (FileUploadException _) {
            throw MediaProblem.MEDIA_EXPECTED.because("The body is not as multipart/form-data has to be.");
        }
        throw MediaProblem.MEDIA_EXPECTED.because("No part is called 'file' and has a file name.");
    }

    @Nullable
    String name() {
        try {
            return part.getName();
        } catch (InvalidFileNameException e) {
            // One with a zero byte; whoever shows it leaves that out.
            return e.getName();
        }
    }

    @Nullable
    String contentType() {
        return part.getContentType();
    }

    InputStream content() throws IOException {
        return part.openStream();
    }

    private record Body(HttpServletRequest request) implements UploadContext {
        @Override
        public @Nullable String getCharacterEncoding() {
            return request.getCharacterEncoding();
        }

        @Override
        public @Nullable String getContentType() {
            return request.getContentType();
        }

        @Override
        public long contentLength() {
            return request.getContentLengthLong();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return request.getInputStream();
        }
    }
}
