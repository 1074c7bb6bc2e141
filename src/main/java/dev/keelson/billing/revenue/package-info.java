/**
 * Figures for people: monthly recurring revenue and how it moves, subscribers, churn, by currency and day. They are worked out
 * from what subscriptions were when; what was invoiced or paid is another question and not answered here.
 */
@NullMarked
package dev.keelson.billing.revenue;

import org.jspecify.annotations.NullMarked;
