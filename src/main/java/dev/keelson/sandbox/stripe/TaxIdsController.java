package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/customers/{customer}/tax_ids")
class TaxIdsController {
    private final StripeObjects objects;
    private final TaxIds taxIds;

    TaxIdsController(StripeObjects objects, TaxIds taxIds) {
        this.objects = objects;
        this.taxIds = taxIds;
    }

    @PostMapping
    ObjectNode create(@PathVariable String customer, Params params) {
        objects.get(Kind.CUSTOMER, customer);
        return taxIds.create(customer, params);
    }

    @GetMapping
    ObjectNode list(@PathVariable String customer, Params params) {
        objects.get(Kind.CUSTOMER, customer);
        return ObjectList.page("/v1/customers/%s/tax_ids".formatted(customer), taxIds.of(customer), params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String customer, @PathVariable String id) {
        return taxIds.get(customer, id);
    }

    @DeleteMapping("/{id}")
    ObjectNode delete(@PathVariable String customer, @PathVariable String id) {
        return objects.delete(taxIds.get(customer, id));
    }
}
