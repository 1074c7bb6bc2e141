package dev.keelson.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;

@ExtendWith(OutputCaptureExtension.class)
class ProblemHandlerTest {
    private final ProblemHandler handler = new ProblemHandler();
    private final WebRequest request = new ServletWebRequest(new MockHttpServletRequest("GET", "/api/v1/me"));

    @ParameterizedTest
    @ValueSource(strings = {"Broken pipe", "Connection reset by peer"})
    void whoHangsUpInTheMiddleOfAnAnswerIsNoErrorOfOurs(String cause, CapturedOutput output) throws Exception {
        var gone = new IOException(cause);

        assertThat(handler.handleException(new HttpMessageNotWritableException("half an answer", gone), request))
                .isNull();
        assertThat(handler.unexpected(gone, request)).isNull();
        assertThat(output).doesNotContain("problem=unexpected");
    }

    @Test
    void answerThatCannotBeWrittenIsAnError(CapturedOutput output) throws Exception {
        var answer = handler.handleException(new HttpMessageNotWritableException("no such property"), request);

        assertThat(answer).isNotNull();
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(output).contains("problem=unexpected path=/api/v1/me");
    }

    /** The user waits, and has to be told. */
    @Test
    void vendorThatHangsUpIsAnError(CapturedOutput output) {
        var answer =
                handler.unexpected(new IllegalStateException(new IOException("Connection reset by peer")), request);

        assertThat(answer).isNotNull();
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(output).contains("problem=unexpected path=/api/v1/me");
    }
}
