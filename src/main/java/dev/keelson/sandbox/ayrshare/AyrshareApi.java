package dev.keelson.sandbox.ayrshare;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A controller of the API proper, whose errors have Ayrshare's shapes. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
@RequestMapping(path = AyrshareApi.PATH, produces = "application/json;charset=utf-8")
@interface AyrshareApi {
    String PATH = "/ayrshare/api";
}
