package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Deletes a customer that was first heard of after its user's erasure, until Stripe has done it. */
@Configuration(proxyBeanMethods = false)
class CustomerTasks {
    /** The instance is Stripe's id of the customer. */
    static final TaskDescriptor<Void> DELETE = TaskDescriptor.of("billing-delete-customer");

    @Bean
    OneTimeTask<Void> deleteCustomerTask(DeleteCustomer delete) {
        return Tasks.oneTime(DELETE)
                .onFailure(new ExponentialBackoffFailureHandler<>(Duration.ofSeconds(2)))
                .execute((instance, _) -> delete.run(instance.getId()));
    }
}
