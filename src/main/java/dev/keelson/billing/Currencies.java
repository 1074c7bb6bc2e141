package dev.keelson.billing;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What Stripe accepts in which currency, for those that are not just two decimals. Amounts are whole numbers of
 * Stripe's minor unit, which is a hundredth unless said otherwise.
 *
 * <p>From <a href="https://docs.stripe.com/currencies">Stripe's documentation</a>:
 * <a href="https://docs.stripe.com/currencies#zero-decimal">zero-decimal</a> and
 * <a href="https://docs.stripe.com/currencies#three-decimal">three-decimal</a> currencies,
 * <a href="https://docs.stripe.com/currencies#special-cases">special cases</a>, and the
 * <a href="https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts">least and greatest charges</a>. The least charge
 * belongs to the currency in which an account is paid out; where that is another than the charge's, Stripe converts and may
 * still refuse. A currency that is not listed here has two decimals and no minimum of its own.
 */
final class Currencies {
    /** Eight digits: 999,999.99 of a currency with two decimals. */
    private static final long GREATEST = 99_999_999;

    private static final long TEN_DIGITS = 9_999_999_999L;
    private static final long TWELVE_DIGITS = 999_999_999_999L;

    private static final Map<String, Currency> ALL = new HashMap<>();

    static {
        for (String code : List.of(
                "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof",
                "xpf")) {
            add(new Currency(code, 0, 1, 1, code.equals("jpy") ? 50 : 1, GREATEST));
        }
        // Three decimals, of which the last must be 0.
        for (String code : List.of("bhd", "jod", "kwd", "omr", "tnd")) {
            add(new Currency(code, 3, 10, 10, 10, GREATEST));
        }
        // Have no decimals, and are written with two for compatibility's sake, which must be 00.
        for (String code : List.of("isk", "ugx")) {
            add(new Currency(code, 2, 100, 100, 100, GREATEST));
        }
        // Can be charged with two decimals, and paid out without.
        add(new Currency("huf", 2, 1, 100, 17_500, TEN_DIGITS));
        add(new Currency("twd", 2, 1, 100, 1, GREATEST));
        // More digits, because so little is worth so much.
        add(new Currency("cop", 2, 1, 1, 1, TEN_DIGITS));
        add(new Currency("idr", 2, 1, 1, 1, TWELVE_DIGITS));
        Map.ofEntries(
                        Map.entry("usd", 50),
                        Map.entry("aed", 200),
                        Map.entry("aud", 50),
                        Map.entry("bgn", 100),
                        Map.entry("brl", 50),
                        Map.entry("cad", 50),
                        Map.entry("chf", 50),
                        Map.entry("czk", 1_500),
                        Map.entry("dkk", 250),
                        Map.entry("eur", 50),
                        Map.entry("gbp", 30),
                        Map.entry("hkd", 400),
                        Map.entry("inr", 50),
                        Map.entry("mxn", 1_000),
                        Map.entry("myr", 200),
                        Map.entry("nok", 300),
                        Map.entry("nzd", 50),
                        Map.entry("pln", 200),
                        Map.entry("ron", 200),
                        Map.entry("sek", 300),
                        Map.entry("sgd", 50),
                        Map.entry("thb", 1_000))
                .forEach((code, least) -> add(new Currency(code, 2, 1, 1, least, GREATEST)));
    }

    private Currencies() {}

    /**
     * @param code ISO 4217, lower case as Stripe writes it
     * @param decimals how many of an amount's digits come after the point
     * @param step what a charged amount must be a multiple of
     * @param payoutStep what an amount that is paid out must be a multiple of
     * @param least the smallest charge
     * @param greatest the largest charge
     */
    record Currency(String code, int decimals, int step, int payoutStep, long least, long greatest) {
        /** For people: {@code 12.50 EUR}, {@code 500 JPY}. */
        String format(long amount) {
            return BigDecimal.valueOf(amount, decimals).toPlainString() + " " + code.toUpperCase(Locale.ROOT);
        }
    }

    /** @param code of three letters, in any case */
    static Currency of(String code) {
        String known = code.toLowerCase(Locale.ROOT);
        var currency = ALL.get(known);
        return currency == null ? new Currency(known, 2, 1, 1, 1, GREATEST) : currency;
    }

    static Collection<Currency> special() {
        return List.copyOf(ALL.values());
    }

    /** @throws ProblemException where Stripe would refuse to charge this; the problem says what it would accept */
    static void checkCharge(String code, long amount) {
        var currency = of(code);
        if (amount < currency.least()) {
            throw notAllowed(currency, "At least %s can be charged.", currency.least());
        }
        if (amount > currency.greatest()) {
            throw notAllowed(currency, "At most %s can be charged.", currency.greatest());
        }
        checkStep(currency, amount);
    }

    /** Of a refund, for which there is no minimum. */
    static void checkRefund(String code, long amount) {
        checkStep(of(code), amount);
    }

    private static void checkStep(Currency currency, long amount) {
        if (amount % currency.step() != 0) {
            throw notAllowed(
                    currency,
                    "In this currency the amount must be a multiple of " + currency.step() + ", such as %s.",
                    Math.max(currency.least(), amount - amount % currency.step()));
        }
    }

    private static ProblemException notAllowed(Currency currency, String detail, long amount) {
        return new ProblemException(
                Problem.of(BillingProblem.AMOUNT_NOT_ALLOWED, detail.formatted(currency.format(amount)))
                        .with("currency", currency.code())
                        .with("allowed", amount));
    }

    private static void add(Currency currency) {
        if (ALL.put(currency.code(), currency) != null) {
            throw new IllegalStateException("twice: " + currency.code());
        }
    }
}
