package dev.keelson.shared;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Errors that never reached a controller, such as a request that the servlet container refused. */
@RestController
class ContainerErrors implements ErrorController {
    @RequestMapping("${server.error.path:${error.path:/error}}")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        var type = typeOf(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
        var problem = Problem.of(type, type.title() + ".").toProblemDetail();
        var path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        ProblemContext.add(problem, path instanceof String text ? text : request.getRequestURI());
        return ResponseEntity.status(type.status()).body(problem);
    }

    private static CommonProblem typeOf(@Nullable Object status) {
        if (!(status instanceof Integer code)) {
            // Somebody asked for the error page itself.
            return CommonProblem.NOT_FOUND;
        }
        return ProblemHandler.typeOf(HttpStatus.valueOf(code));
    }
}
