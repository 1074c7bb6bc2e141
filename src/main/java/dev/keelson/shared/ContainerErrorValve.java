package dev.keelson.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers what Tomcat refuses before any of our code runs, such as a request line that is not HTTP: a problem like every
 * other, instead of Tomcat's page. Named in a setting, because Tomcat makes it by its class name.
 */
public class ContainerErrorValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        if (status < HttpStatus.BAD_REQUEST.value()
                || response.getContentWritten() > 0
                || !response.setErrorReported()) {
            return;
        }
        HttpStatus resolved = HttpStatus.resolve(status);
        var type = ProblemHandler.typeOf(resolved == null ? HttpStatus.INTERNAL_SERVER_ERROR : resolved);
        // No bean is within reach here, and nothing of the request is repeated: the text holds constants only.
        String body = """
                {"type":"about:blank","title":"%s","status":%d,"detail":"%s.","code":"%s","action":"%s"}""".formatted(type.title(), type.status().value(), type.title(), type.name(), type.action());
        try {
            response.setStatus(type.status().value());
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getOutputStream().write(body.getBytes(UTF_8));
        } catch (IOException e) {
            // The client is gone; there is nobody left to tell.
            response.setSuspended(true);
        }
    }
}
