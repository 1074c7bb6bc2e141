package dev.keelson.sandbox.ayrshare;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.RequestMapping;

/** Every path and method that the stand-in does not have. */
@AyrshareApi
class UnknownEndpoint {
    @RequestMapping("/**")
    void refuse() {
        throw new AyrshareException(HttpStatus.NOT_FOUND, Code.BAD_PARAMETER, "The sandbox has no such endpoint.");
    }
}
