package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Deletes the Stripe customer of an erased user, until Stripe has done it. */
@Configuration(proxyBeanMethods = false)
class CustomerTasks {
    /** The instance is Stripe's id of the customer. */
    static final TaskDescriptor<Void> DELETE = TaskDescriptor.of("billing-delete-customer");

    private static final Logger log = LoggerFactory.getLogger(CustomerTasks.class);

    @Bean
    OneTimeTask<Void> deleteCustomerTask(StripeApiClient stripe) {
        return Tasks.oneTime(DELETE)
                .onFailure(new ExponentialBackoffFailureHandler<>(Duration.ofSeconds(2)))
                .execute((instance, _) -> delete(stripe, instance.getId()));
    }

    private static void delete(StripeApiClient stripe, String stripeId) {
        try {
            stripe.deleteCustomer(stripeId);
            log.info("billing=customer_deleted customer={}", stripeId);
        } catch (ApiException.NotFound e) {
            log.info("billing=customer_already_deleted customer={}", stripeId);
        }
    }
}
