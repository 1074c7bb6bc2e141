package dev.keelson.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

class VendorKeysTest {
    private static final String VARIABLE = "KEELSON_STRIPE_SECRET_KEY";
    private static final List<String> PREFIXES = List.of("sk_test_", "rk_test_");

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void missingKeySkipsAndNamesItsVariable(String key) {
        assertThatThrownBy(() -> VendorKeys.testKey(VARIABLE, key, PREFIXES))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining(VARIABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk_live_abc", "rk_live_abc", " sk_live_abc", "something else"})
    void everythingButATestKeyIsRefusedAndNotRepeated(String key) {
        assertThatThrownBy(() -> VendorKeys.testKey(VARIABLE, key, PREFIXES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(VARIABLE)
                .hasMessageNotContaining(key);
    }

    @Test
    void stripesLiveKeyIsRefusedAlsoWhereEveryPrefixWillDo() {
        assertThatThrownBy(() -> VendorKeys.testKey("KEELSON_AYRSHARE_API_KEY", "rk_live_abc", List.of()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void testKeyIsTaken() {
        assertThat(VendorKeys.testKey(VARIABLE, "rk_test_abc", PREFIXES)).isEqualTo("rk_test_abc");
    }

    @Test
    void addressesAreTheVendorsOwn() {
        assertThat(List.of(VendorKeys.apiUrl("clerk"), VendorKeys.apiUrl("stripe"), VendorKeys.apiUrl("ayrshare")))
                .containsExactly("https://api.clerk.com/v1", "https://api.stripe.com", "https://api.ayrshare.com/api");
    }
}
