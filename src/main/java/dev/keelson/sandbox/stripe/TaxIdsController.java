package dev.keelson.sandbox.stripe;

import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1")
class TaxIdsController {
    private final StripeObjects objects;
    private final TaxIds taxIds;

    TaxIdsController(StripeObjects objects, TaxIds taxIds) {
        this.objects = objects;
        this.taxIds = taxIds;
    }

    @PostMapping("/customers/{customer}/tax_ids")
    ObjectNode create(@PathVariable String customer, Params params) {
        objects.get(Kind.CUSTOMER, customer);
        return taxIds.create(customer, params);
    }

    @GetMapping("/customers/{customer}/tax_ids")
    ObjectNode list(@PathVariable String customer, Params params) {
        objects.get(Kind.CUSTOMER, customer);
        return ObjectList.page("/v1/customers/%s/tax_ids".formatted(customer), taxIds.of(customer), params);
    }

    @GetMapping("/customers/{customer}/tax_ids/{id}")
    ObjectNode retrieve(@PathVariable String customer, @PathVariable String id) {
        return taxIds.get(customer, id);
    }

    /** Of whomever it is. */
    @GetMapping("/tax_ids/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.TAX_ID, id);
    }

    /** Without an owner, those of the account, which has none. */
    @GetMapping("/tax_ids")
    ObjectNode list(Params params) {
        var owner = params.object("owner").text("customer");
        return ObjectList.page("/v1/tax_ids", owner.map(taxIds::of).orElseGet(List::of), params);
    }

    @DeleteMapping("/customers/{customer}/tax_ids/{id}")
    ObjectNode delete(@PathVariable String customer, @PathVariable String id) {
        return objects.delete(taxIds.get(customer, id));
    }
}
