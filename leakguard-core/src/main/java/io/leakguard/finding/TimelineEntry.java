package io.leakguard.finding;

import java.time.Instant;

import io.leakguard.detection.Stage;

/**
 * One step in the life of a finding.
 *
 * @param at when
 * @param stage the stage it reached or was in
 * @param note what happened, in a clause with numbers
 */
public record TimelineEntry(Instant at, Stage stage, String note) {

}
