package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** When the catalogue is read from Stripe: once where it is empty at the start, and for a product that nobody told us of. */
@Configuration(proxyBeanMethods = false)
class CatalogueTasks {
    static final TaskDescriptor<Void> IMPORT = TaskDescriptor.of("billing-import-catalogue");
    /** The instance is Stripe's id of the product. */
    static final TaskDescriptor<Void> FETCH_PRODUCT = TaskDescriptor.of("billing-fetch-product");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    @Bean
    OneTimeTask<Void> importCatalogueTask(CatalogueImport catalogueImport) {
        return Tasks.oneTime(IMPORT)
                .onFailure(new ExponentialBackoffFailureHandler<>(FIRST_PAUSE))
                .execute((_, _) -> catalogueImport.importAll());
    }

    @Bean
    OneTimeTask<Void> fetchProductTask(CatalogueImport catalogueImport) {
        return Tasks.oneTime(FETCH_PRODUCT)
                .onFailure(new ExponentialBackoffFailureHandler<>(FIRST_PAUSE))
                .execute((instance, _) -> catalogueImport.importProduct(instance.getId()));
    }

    @Bean
    FirstImport firstImport(Catalogue catalogue, SchedulerClient scheduler, InstantSource clock) {
        return new FirstImport(catalogue, scheduler, clock);
    }

    /** Asks for the import where there is nothing to sell yet. */
    record FirstImport(Catalogue catalogue, SchedulerClient scheduler, InstantSource clock) {
        @EventListener(ApplicationReadyEvent.class)
        void onStart() {
            if (catalogue.isEmpty()) {
                scheduler.scheduleIfNotExists(IMPORT.instance("first").build(), clock.instant());
            }
        }
    }
}
