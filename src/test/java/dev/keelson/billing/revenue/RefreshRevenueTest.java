package dev.keelson.billing.revenue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.KeelsonTest;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a round of revenue's figures takes upon itself. The application's own rounds run beside these. */
@KeelsonTest
class RefreshRevenueTest {
    private static final int MANY = 100;

    @Autowired
    private RefreshRevenue refresh;

    @Autowired
    private JdbcClient jdbc;

    private final String customer = "cus_" + UUID.randomUUID();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void endsAlthoughSomethingIsToldAllTheTime() {
        mark(1);

        refresh.run(() -> {
            mark(1);
            return asked.incrementAndGet() == MANY;
        });

        assertThat(asked).hasValueLessThan(MANY);
    }

    @Test
    void worksOutOnceWhatWasToldOften() {
        mark(20 * MANY);

        refresh.run(() -> asked.incrementAndGet() == MANY);

        assertThat(marks()).isZero();
        assertThat(asked).as("batches").hasValueLessThanOrEqualTo(2);
    }

    private void mark(int times) {
        jdbc.sql("""
                        insert into revenue_marks (stripe_customer_id, marked_at)
                        select :customer, now() from generate_series(1, :times)
                        """).param("customer", customer).param("times", times).update();
    }

    private long marks() {
        return jdbc.sql("select count(*) from revenue_marks where stripe_customer_id = :customer")
                .param("customer", customer)
                .query(Long.class)
                .single();
    }
}
