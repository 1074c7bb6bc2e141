package dev.keelson.clients;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** A whole answer in memory. */
final class StoredResponse implements ClientHttpResponse {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    StoredResponse(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    StoredResponse with(HttpHeaders others) {
        return new StoredResponse(status, others, body);
    }

    byte[] bytes() {
        return body;
    }

    @Override
    public HttpStatusCode getStatusCode() {
        return HttpStatusCode.valueOf(status);
    }

    @Override
    public String getStatusText() {
        return "";
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public InputStream getBody() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
