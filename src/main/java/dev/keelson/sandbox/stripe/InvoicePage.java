package dev.keelson.sandbox.stripe;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import dev.keelson.sandbox.server.Html;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The hosted invoice and its PDF. */
@RestController
@RequestMapping("/stripe/invoices/{id}")
class InvoicePage {
    private final StripeObjects objects;
    private final InvoicePayments payments;

    InvoicePage(StripeObjects objects, InvoicePayments payments) {
        this.objects = objects;
        this.payments = payments;
    }

    @GetMapping(produces = MediaType.TEXT_HTML_VALUE)
    String show(@PathVariable String id) {
        var invoice = objects.get(Kind.INVOICE, id);
        var rows = Json.data(invoice, "lines")
                .map(line -> "<tr><td>%s</td><td>%s</td></tr>"
                        .formatted(
                                htmlEscape(Json.text(line, "description").orElse("")),
                                Currencies.format(Json.number(line, "amount"), Json.string(line, "currency"))))
                .collect(Collectors.joining());
        var pay = payments.intentOf(invoice)
                .filter(intent -> Json.is(invoice, "status", "open"))
                .map(intent -> Buttons.outcomes("/stripe/payments/" + Json.string(intent, "id")))
                .orElse("");
        return Html.page(
                title(invoice),
                "<p>%s</p><table>%s</table><p>%s</p>%s<p><a href=\"/stripe/invoices/%s/pdf\">PDF</a></p>"
                        .formatted(
                                htmlEscape(Json.string(invoice, "status")), rows, total(invoice), pay, htmlEscape(id)));
    }

    @GetMapping(path = "/pdf", produces = MediaType.APPLICATION_PDF_VALUE)
    byte[] pdf(@PathVariable String id) {
        var invoice = objects.get(Kind.INVOICE, id);
        var lines = Json.data(invoice, "lines")
                .map(line -> Json.text(line, "description").orElse(""));
        return OnePagePdf.of(Stream.of(Stream.of(title(invoice)), lines, Stream.of(total(invoice)))
                .flatMap(part -> part)
                .toList());
    }

    private static String title(ObjectNode invoice) {
        return "Invoice " + Json.text(invoice, "number").orElse("(draft)");
    }

    private static String total(ObjectNode invoice) {
        return "Total " + Currencies.format(Json.number(invoice, "total"), Json.string(invoice, "currency"));
    }
}
