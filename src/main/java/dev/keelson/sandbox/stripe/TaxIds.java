package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Customers' tax ids. Some are looked up at the authorities, which takes a moment. */
@Component
class TaxIds {
    private static final Duration A_MOMENT = Duration.ofSeconds(5);
    private static final Map<String, Pattern> FORMS = Map.of(
            "eu_vat", Pattern.compile("[A-Z]{2}[0-9A-Z+*]{2,12}"),
            "gb_vat", Pattern.compile("GB[0-9A-Z]{5,12}"),
            "us_ein", Pattern.compile("\\d{2}-?\\d{7}"));

    private final StripeObjects objects;

    TaxIds(StripeObjects objects) {
        this.objects = objects;
    }

    /** @throws StripeError with the code {@code tax_id_invalid} where it cannot be one of its type */
    ObjectNode create(String customer, Params params) {
        var type = params.required("type");
        var value = params.required("value");
        if (!FORMS.getOrDefault(type, Pattern.compile(".+")).matcher(value).matches()) {
            throw StripeError.invalid("Invalid value for %s.".formatted(type))
                    .code("tax_id_invalid")
                    .param("value");
        }
        var taxId = objects.blank(Kind.TAX_ID)
                .put("customer", customer)
                .put("type", type)
                .put("value", value)
                .put("country", country(type, value));
        taxId.withObject("/owner").put("customer", customer);
        if (!isVerified(type)) {
            taxId.withObject("/verification").put("status", "unavailable");
        }
        objects.create(taxId);
        return taxId;
    }

    private static String country(String type, String value) {
        return type.equals("eu_vat")
                ? value.substring(0, 2)
                : type.substring(0, 2).toUpperCase(Locale.ROOT);
    }

    private static boolean isVerified(String type) {
        return type.equals("eu_vat") || type.equals("gb_vat");
    }

    /** Stripe's numbers for tests: all ones are unknown to the authorities, all twos are never answered. */
    Stream<BillingClock.Due> due() {
        return objects.all(Kind.TAX_ID).stream()
                .filter(taxId -> "pending".equals(Json.string(taxId, "verification", "status")))
                .filter(taxId -> !Json.string(taxId, "value").endsWith("222222222"))
                .map(taxId -> new BillingClock.Due(
                        Json.time(taxId, "created").orElseThrow().plus(A_MOMENT), () -> verify(taxId)));
    }

    private void verify(ObjectNode taxId) {
        boolean known = !Json.string(taxId, "value").endsWith("111111111");
        taxId.withObject("/verification").put("status", known ? "verified" : "unverified");
        objects.update(taxId);
    }

    /** Newest first. */
    List<ObjectNode> of(String customer) {
        return objects.all(Kind.TAX_ID).stream()
                .filter(taxId -> Json.is(taxId, "customer", customer))
                .toList();
    }

    ObjectNode get(String customer, String id) {
        return of(customer).stream()
                .filter(taxId -> Json.is(taxId, "id", id))
                .findFirst()
                .orElseThrow(() -> StripeError.noSuch(Kind.TAX_ID, id));
    }
}
