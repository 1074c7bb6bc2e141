package dev.keelson.sandbox.stripe;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How many decimals currencies have, and what the least charge is
 * (<a href="https://docs.stripe.com/currencies">Stripe's page on currencies</a>).
 */
final class Currencies {
    private static final Set<String> NO_DECIMALS = Set.of(
            "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf");
    private static final Set<String> THREE_DECIMALS = Set.of("bhd", "jod", "kwd", "omr", "tnd");
    private static final Map<String, Long> LEAST = Map.ofEntries(
            Map.entry("usd", 50L),
            Map.entry("aed", 200L),
            Map.entry("aud", 50L),
            Map.entry("brl", 50L),
            Map.entry("cad", 50L),
            Map.entry("chf", 50L),
            Map.entry("czk", 1500L),
            Map.entry("dkk", 250L),
            Map.entry("eur", 50L),
            Map.entry("gbp", 30L),
            Map.entry("hkd", 400L),
            Map.entry("huf", 17500L),
            Map.entry("inr", 50L),
            Map.entry("jpy", 50L),
            Map.entry("mxn", 1000L),
            Map.entry("myr", 200L),
            Map.entry("nok", 300L),
            Map.entry("nzd", 50L),
            Map.entry("pln", 200L),
            Map.entry("ron", 200L),
            Map.entry("sek", 300L),
            Map.entry("sgd", 50L),
            Map.entry("thb", 1000L));
    private static final long MOST = 99_999_999;

    private Currencies() {}

    /**
     * Refuses what no card can be charged.
     *
     * @param subject whose amount it is, as the error's beginning
     * @throws StripeError with the codes {@code amount_too_small} or {@code amount_too_large}
     */
    static void chargeable(long amount, String currency, String subject) {
        long least = LEAST.getOrDefault(currency, 1L);
        if (amount < least) {
            throw StripeError.invalid("%s at least %s %s".formatted(subject, format(least, currency), currency))
                    .code("amount_too_small");
        }
        if (amount > MOST) {
            throw StripeError.invalid("%s no more than %s".formatted(subject, format(MOST, currency)))
                    .code("amount_too_large");
        }
        if (THREE_DECIMALS.contains(currency) && amount % 10 != 0) {
            throw StripeError.invalid(
                    "%s a multiple of 10 in %s, whose last decimal has to be 0".formatted(subject, currency));
        }
    }

    /** {@code $29.00}, as Stripe writes amounts into its texts. */
    static String format(long minorUnits, String currency) {
        int decimals = decimals(currency);
        var amount = String.format(Locale.ROOT, "%,." + decimals + "f", BigDecimal.valueOf(minorUnits, decimals));
        return switch (currency) {
            case "usd" -> "$" + amount;
            case "eur" -> "€" + amount;
            case "gbp" -> "£" + amount;
            case "jpy" -> "¥" + amount;
            default -> amount + " " + currency.toUpperCase(Locale.ROOT);
        };
    }

    private static int decimals(String currency) {
        if (NO_DECIMALS.contains(currency)) {
            return 0;
        }
        return THREE_DECIMALS.contains(currency) ? 3 : 2;
    }
}
