package dev.keelson.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

class VendorKeyTest {
    private static final String VARIABLE = "KEELSON_STRIPE_SECRET_KEY";

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void missingKeySkipsAndNamesItsVariable(@Nullable String key) {
        assertThatThrownBy(() -> stripe(key).value())
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining(VARIABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk_live_abc", "rk_live_abc", " sk_live_abc", "something else"})
    void everythingButATestKeyIsRefusedAndNotRepeated(String key) {
        assertThatThrownBy(() -> stripe(key).value())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(VARIABLE)
                .hasMessageNotContaining(key);
    }

    @Test
    void stripesLiveKeyIsRefusedAlsoWhereEveryPrefixWillDo() {
        assertThatThrownBy(
                        () -> new VendorKey("ayrshare", "KEELSON_AYRSHARE_API_KEY", "rk_live_abc", List.of()).value())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void testKeyIsTaken() {
        assertThat(stripe("rk_test_abc").value()).isEqualTo("rk_test_abc");
    }

    @Test
    void addressesAreTheVendorsOwn() {
        assertThat(Stream.of("clerk", "stripe", "ayrshare")
                        .map(vendor -> new VendorKey(vendor, VARIABLE, null, List.of()).apiUrl()))
                .containsExactly("https://api.clerk.com/v1", "https://api.stripe.com", "https://api.ayrshare.com/api");
    }

    private static VendorKey stripe(@Nullable String key) {
        return new VendorKey("stripe", VARIABLE, key, List.of("sk_test_", "rk_test_"));
    }
}
