package dev.keelson.clients.ayrshare;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.TestClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ayrshare's codes in the shapes in which they come, code by code. */
class AyrshareCodeTest {
    private static final ProfileKey KEY = new ProfileKey("PROFILE-KEY");

    @RegisterExtension
    private static final WireMockExtension AYRSHARE = WireMockExtension.newInstance()
            .options(WireMockConfiguration.wireMockConfig().dynamicPort())
            .build();

    private final AyrshareApiClient client = new AyrshareClientConfiguration()
            .ayrshareApiClient(
                    TestClients.factory(),
                    TestClients.settings(AyrshareSettings.class, "ayrshare", "api-url", AYRSHARE.baseUrl()));

    private ApiException.Refused refused(String body, int status) {
        AYRSHARE.stubFor(any(anyUrl()).willReturn(jsonResponse(body, status)));
        return catchThrowableOfType(ApiException.Refused.class, () -> client.unlink(KEY, "bluesky"));
    }

    @ParameterizedTest
    @EnumSource
    void codeIsKnownWhereverItStands(AyrshareCode code) {
        String error = "{\"action\":\"x\",\"status\":\"error\",\"code\":%d,\"message\":\"No.\"}".formatted(code.code());

        assertThat(AyrshareCode.of(refused(error, 400).failure())).contains(code);
        assertThat(AyrshareCode.of(refused("{\"status\":\"error\",\"errors\":[" + error + "]}", 400)
                        .failure()))
                .contains(code);
        // Some failures come as a success.
        assertThat(AyrshareCode.of(refused(error, 200).failure())).contains(code);
        assertThat(code.meaning()).isNotBlank();
        assertThat(code.action()).endsWith(".");
    }

    @Test
    void someOfItWorked() {
        var partial = (ApiException.PartialSuccess) refused("""
                {"status":"error","postIds":[{"platform":"bluesky","status":"success","id":"1"}],
                 "errors":[{"platform":"twitter","status":"error","code":382,"message":"No."}]}""", 400);

        assertThat(partial.done()).containsExactly("bluesky");
        assertThat(partial.failed()).containsExactly("twitter");
        assertThat(partial.repeatSafe()).isFalse();
    }

    @Test
    void suspendedProfileIsNoFaultOfOurCredential() {
        assertThat(refused("{\"status\":\"error\",\"code\":276,\"message\":\"Suspended.\"}", 403))
                .isExactlyInstanceOf(ApiException.Refused.class);
        assertThat(refused("{\"status\":\"error\",\"code\":102,\"message\":\"Key.\"}", 403))
                .isExactlyInstanceOf(ApiException.Forbidden.class);
    }
}
