package dev.keelson.social.analytics;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a network told, null where it did not. */
record Counts(
        @Nullable Long views,
        @Nullable Long likes,
        @Nullable Long shares,
        @Nullable Long comments,
        @Nullable Long clicks) {

    static Counts of(Function<Metric, @Nullable Long> value) {
        return new Counts(
                value.apply(Metric.VIEWS),
                value.apply(Metric.LIKES),
                value.apply(Metric.SHARES),
                value.apply(Metric.COMMENTS),
                value.apply(Metric.CLICKS));
    }

    /** From columns that are called as the metrics are. */
    static Counts from(ResultSet row) throws SQLException {
        return new Counts(
                row.getObject("views", Long.class),
                row.getObject("likes", Long.class),
                row.getObject("shares", Long.class),
                row.getObject("comments", Long.class),
                row.getObject("clicks", Long.class));
    }

    @Nullable
    Long get(Metric metric) {
        return switch (metric) {
            case VIEWS -> views;
            case LIKES -> likes;
            case SHARES -> shares;
            case COMMENTS -> comments;
            case CLICKS -> clicks;
        };
    }

    boolean nothing() {
        return Stream.of(Metric.values()).allMatch(metric -> get(metric) == null);
    }
}
