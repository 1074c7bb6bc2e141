package dev.keelson;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the API's description says of the API as a whole; the rest is read from the controllers. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
    private static final String SESSION_TOKEN = "sessionToken";

    @Bean
    OpenAPI keelsonApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Keelson")
                        .version("1")
                        .description(
                                "Accounts, billing and social publishing. Errors are problem details (RFC 9457) with a"
                                        + " stable 'code' and the 'action' that helps.")
                        .license(new License().name("Apache-2.0")))
                .components(new Components()
                        .addSecuritySchemes(
                                SESSION_TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")
                                        .bearerFormat("JWT")
                                        .description("Clerk's session token")))
                .addSecurityItem(new SecurityRequirement().addList(SESSION_TOKEN));
    }
}
