package dev.keelson.webhooks;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/** Reads the bodies of requests of which nothing is known yet: no more than may be, and no more than there is room for. */
@Component
class WebhookBody {
    /** Up to this size the announced length is believed, and room is made for a body that is not there yet. */
    private static final int USUAL_SIZE = 16 * 1024;

    private final int maxSize;

    WebhookBody(WebhookSettings settings) {
        maxSize = Math.toIntExact(settings.maxBodySize().toBytes());
    }

    byte[] read(HttpServletRequest request) throws WebhookRejectedException {
        long announced = request.getContentLengthLong();
        if (announced > maxSize) {
            throw tooLarge();
        }
        byte[] body;
        try {
            var stream = request.getInputStream();
            if (announced >= 0 && announced <= USUAL_SIZE) {
                body = new byte[(int) announced];
                int length = stream.readNBytes(body, 0, body.length);
                body = length == body.length ? body : Arrays.copyOf(body, length);
            } else {
                body = stream.readNBytes(maxSize + 1);
            }
        } catch (IOException e) {
            // The sender is gone, is too slow, or its chunks are none: nothing that we could do better.
            throw new WebhookRejectedException(
                    RejectionCause.UNREADABLE,
                    WebhookProblem.WEBHOOK_UNREADABLE.because("The body did not arrive whole."));
        }
        if (body.length > maxSize) {
            throw tooLarge();
        }
        return body;
    }

    private WebhookRejectedException tooLarge() {
        return new WebhookRejectedException(
                RejectionCause.TOO_LARGE,
                WebhookProblem.WEBHOOK_TOO_LARGE.because("The body has more than " + maxSize + " bytes."));
    }
}
