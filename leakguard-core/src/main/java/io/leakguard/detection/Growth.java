package io.leakguard.detection;

import org.jspecify.annotations.Nullable;

/**
 * What was read from a history.
 *
 * @param shape the shape at the resolution that rules
 * @param days the comparison of days, if it is that which rules
 */
record Growth(Shape shape, @Nullable DayOverDay days) {
}
