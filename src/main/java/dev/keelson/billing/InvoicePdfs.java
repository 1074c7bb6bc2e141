package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The links to invoices as PDF: whoever has one can read the invoice, so they are fetched when they are needed. */
@Component
class InvoicePdfs {
    private final JdbcClient jdbc;
    private final StripeApiClient stripe;
    private final StripeSettings settings;

    InvoicePdfs(JdbcClient jdbc, StripeApiClient stripe, StripeSettings settings) {
        this.jdbc = jdbc;
        this.stripe = stripe;
        this.settings = settings;
    }

    /** @param invoice ours */
    URI link(UserId user, UUID invoice) {
        String stripeId = jdbc.sql("""
                        select stripe_id from invoices
                        where id = :id and user_id = :user and livemode = :livemode and deleted_at is null
                        """)
                .param("id", invoice)
                .param("user", user.value())
                .param("livemode", settings.livemode())
                .query(String.class)
                .optional()
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("No such invoice."));
        return web(StripeJson.text(stripe.retrieve(StripeObjectType.INVOICE, stripeId), "invoice_pdf"));
    }

    /** A browser is sent there. */
    private static URI web(@Nullable String link) {
        try {
            if (link != null && (link.startsWith("https://") || link.startsWith("http://"))) {
                return new URI(link);
            }
        } catch (URISyntaxException e) {
            // Said below, and without the link.
        }
        throw BillingProblem.NO_INVOICE_PDF.because("Stripe has made no PDF of it.");
    }
}
