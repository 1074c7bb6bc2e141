package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.shared.ProblemException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of Stripe's documentation, row by row. */
class CurrenciesTest {
    private static final String ROWS = """
            aed, 2,   1,   200,     99999999
            aud, 2,   1,    50,     99999999
            bgn, 2,   1,   100,     99999999
            bhd, 3,  10,    10,     99999999
            bif, 0,   1,     1,     99999999
            brl, 2,   1,    50,     99999999
            cad, 2,   1,    50,     99999999
            chf, 2,   1,    50,     99999999
            clp, 0,   1,     1,     99999999
            cop, 2,   1,     1,   9999999999
            czk, 2,   1,  1500,     99999999
            djf, 0,   1,     1,     99999999
            dkk, 2,   1,   250,     99999999
            eur, 2,   1,    50,     99999999
            gbp, 2,   1,    30,     99999999
            gnf, 0,   1,     1,     99999999
            hkd, 2,   1,   400,     99999999
            huf, 2,   1, 17500,   9999999999
            idr, 2,   1,     1, 999999999999
            inr, 2,   1,    50,     99999999
            isk, 2, 100,   100,     99999999
            jod, 3,  10,    10,     99999999
            jpy, 0,   1,    50,     99999999
            kmf, 0,   1,     1,     99999999
            krw, 0,   1,     1,     99999999
            kwd, 3,  10,    10,     99999999
            mga, 0,   1,     1,     99999999
            mxn, 2,   1,  1000,     99999999
            myr, 2,   1,   200,     99999999
            nok, 2,   1,   300,     99999999
            nzd, 2,   1,    50,     99999999
            omr, 3,  10,    10,     99999999
            pln, 2,   1,   200,     99999999
            pyg, 0,   1,     1,     99999999
            ron, 2,   1,   200,     99999999
            rwf, 0,   1,     1,     99999999
            sek, 2,   1,   300,     99999999
            sgd, 2,   1,    50,     99999999
            thb, 2,   1,  1000,     99999999
            tnd, 3,  10,    10,     99999999
            twd, 2,   1,     1,     99999999
            ugx, 2, 100,   100,     99999999
            usd, 2,   1,    50,     99999999
            vnd, 0,   1,     1,     99999999
            vuv, 0,   1,     1,     99999999
            xaf, 0,   1,     1,     99999999
            xof, 0,   1,     1,     99999999
            xpf, 0,   1,     1,     99999999
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = ROWS)
    void currencyIsChargedAsStripeDocumentsIt(String code, int decimals, long step, long least, long greatest) {
        assertThat(Currencies.of(code).decimals()).isEqualTo(decimals);
        long top = greatest - greatest % step;
        assertThatCode(() -> Currencies.checkCharge(code, least)).doesNotThrowAnyException();
        assertThatCode(() -> Currencies.checkCharge(code, top)).doesNotThrowAnyException();
        refused(code, least - step);
        refused(code, top + step);
        if (step > 1) {
            refused(code, least + 1);
            assertThatThrownBy(() -> Currencies.checkRefund(code, 1)).isInstanceOf(ProblemException.class);
        }
        assertThatCode(() -> Currencies.checkRefund(code, step)).doesNotThrowAnyException();
    }

    private static void refused(String code, long amount) {
        assertThatThrownBy(() -> Currencies.checkCharge(code, amount))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().type()).isEqualTo(BillingProblem.AMOUNT_NOT_ALLOWED);
                    long allowed =
                            Long.parseLong(String.valueOf(e.problem().members().get("allowed")));
                    assertThat(e.problem().detail())
                            .contains(Currencies.of(code).format(allowed));
                });
    }

    @Test
    void tableHasNoOtherRows() {
        assertThat(Currencies.special().stream().map(Currencies.Currency::code).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        ROWS.lines().map(row -> row.strip().substring(0, 3)).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "usd, 1250, 12.50 USD",
        "JPY, 500, 500 JPY",
        "kwd, 5120, 5.120 KWD",
        "isk, 500, 5.00 ISK",
        "zar, 7, 0.07 ZAR"
    })
    void amountIsWrittenForPeople(String code, long amount, String text) {
        assertThat(Currencies.of(code).format(amount)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"huf, 100", "twd, 100", "isk, 100", "ugx, 100", "usd, 1", "kwd, 10"})
    void payoutsOfSomeCurrenciesHaveNoDecimals(String code, int step) {
        assertThat(Currencies.of(code).payoutStep()).isEqualTo(step);
    }

    @Test
    void currencyThatIsNotListedHasTwoDecimalsAndNoMinimum() {
        assertThat(Currencies.of("ZAR")).isEqualTo(new Currencies.Currency("zar", 2, 1, 1, 1, 99_999_999));
    }
}
