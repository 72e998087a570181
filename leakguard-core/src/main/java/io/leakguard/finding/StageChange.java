package io.leakguard.finding;

import io.leakguard.detection.Stage;
import org.jspecify.annotations.Nullable;

/**
 * A finding has reached a stage.
 *
 * @param finding the finding as it is now
 * @param from the stage it was in, {@code null} if it is new
 */
public record StageChange(Finding finding, @Nullable Stage from) {

}
