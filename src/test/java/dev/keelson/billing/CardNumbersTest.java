package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4242424242424242",
                "{\"note\":\"4242 4242 4242 4242\"}",
                "{\"card\":5555555555554444}",
                "card=3782-822463-10005&x=1",
                "my card is 4242424242424242 12 28",
                "12 4242424242424242",
                "4242%204242%204242%204242",
                "6011.1111.1111.1117"
            })
    void cardNumberIsFound(String text) {
        assertThat(CardNumbers.appearIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4242424242424241",
                "1790000000008",
                "price_1PgafmB7WZ01zgkW6dKueIc5",
                "sub_4242424242424242",
                "42424242-4242-4242-8242-424242424242",
                "2026-11-20T10:00:00.000Z 2026-11-20",
                "42424242424242424242424242424242",
                "{\"quantity\": 42, \"amount\": 4242}"
            })
    void whatOnlyHasDigitsIsNot(String text) {
        assertThat(CardNumbers.appearIn(text)).isFalse();
    }
}
