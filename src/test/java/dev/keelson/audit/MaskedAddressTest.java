package dev.keelson.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class MaskedAddressTest {
    @AfterEach
    void noRequest() {
        RequestContextHolder.resetRequestAttributes();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.77, 203.0.113.0/24",
        "255.255.255.255, 255.255.255.0/24",
        "127.0.0.1, 127.0.0.0/24",
        "' 10.1.2.3 ', 10.1.2.0/24",
        "2001:db8:7:8::1, 2001:db8:7::/48",
        "2001:DB8:7:8:9:A:B:C, 2001:db8:7::/48",
        "2001:db8::1, 2001:db8::/48",
        "2001:0:7::1, 2001:0:7::/48",
        "0:0:0:0:0:0:0:1, ::/48",
        "::1, ::/48",
        "fe80::1%eth0, fe80::/48",
        "::ffff:203.0.113.77, 203.0.113.0/24",
        "::ffff:cb00:714d, 203.0.113.0/24",
    })
    void networkIsShownAndTheAddressIsNot(String address, String masked) {
        assertThat(MaskedAddress.of(address)).isEqualTo(masked);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.com",
                "300.1.1.1",
                "1.2.3.4, 5.6.7.8",
                "1.2.3.4:80",
                "::1::",
                "unknown",
                "_hidden",
                "%eth0",
                "<script>"
            })
    void whatIsNoAddressIsNothing(String junk) {
        assertThat(MaskedAddress.of(junk)).isNull();
    }

    @Test
    void callersAddressIsThatOfTheRequest() {
        var request = new MockHttpServletRequest();
        request.setRemoteAddr("198.51.100.9");
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));

        assertThat(MaskedAddress.ofCaller()).isEqualTo("198.51.100.0/24");
    }

    @Test
    void inTheBackgroundThereIsNoCaller() {
        assertThat(MaskedAddress.ofCaller()).isNull();
    }
}
