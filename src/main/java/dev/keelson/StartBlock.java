package dev.keelson;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** The last words of a start: where everything is, and what to try next. */
@Component
class StartBlock {
    private static final Logger log = LoggerFactory.getLogger(StartBlock.class);

    private final Environment environment;

    StartBlock(Environment environment) {
        this.environment = environment;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            log.info("{}", text(context.getWebServer().getPort()));
        }
    }

    private String text(int port) {
        String api = "http://localhost:" + port;
        if (!environment.acceptsProfiles(Profiles.of(SandboxByDefault.PROFILE))) {
            return "Keelson is ready at " + api + "/api/v1";
        }
        String sandbox = "http://localhost:" + environment.getProperty("keelson.sandbox.port", "8090");
        return """
                Keelson is ready.

                  API            %1$s/api/v1
                  documentation  %1$s/swagger-ui.html
                  sandbox        %2$s   (Clerk, Stripe and Ayrshare, played on this machine)
                  data           %3$s

                Next, sign somebody up:

                  curl -s %2$s/clerk/v1/client/sign_ups -d email_address=ada@example.com -d first_name=Ada
                """.formatted(api, sandbox, environment.getProperty("keelson.sandbox.directory", ".keelson"))
                .stripTrailing();
    }
}
