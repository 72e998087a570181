package io.leakguard.autoconfigure.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.evidence.Capture;
import io.leakguard.finding.Course;
import io.leakguard.finding.Finding;
import io.leakguard.finding.TimelineEntry;
import io.leakguard.finding.Wording;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import io.leakguard.population.Sign;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of a finding.
 *
 * @param id the stable id
 * @param kind the kind of leak
 * @param title what the kind is called in a sentence
 * @param stage where it is in its life
 * @param severity how urgent it is
 * @param population the name of the population
 * @param unit what is counted
 * @param culprit who makes what leaks
 * @param holder the path that holds it, if known
 * @param count how many there are
 * @param baseline how many there were when the application had settled
 * @param growthPerHour units per hour
 * @param added how many have been added so far, if somebody counts
 * @param ended how many have ended so far, if somebody counts
 * @param since when it began
 * @param suspectedAt when it was suspected
 * @param confirmedAt when it was confirmed, if it was
 * @param resolvedAt when it was resolved, if it was
 * @param limit the count at which the process fails, if there is one
 * @param exhaustedIn the time to the limit, if there is one
 * @param reason why it is a leak
 * @param remedy how to mend it
 * @param acknowledged whether an operator has put it aside
 * @param signs the independent signs
 * @param symptoms what else grows because of it
 * @param timeline its life so far
 * @param evidence what explains it
 * @param captures how the captures of evidence went; only where one finding is asked for
 * @param recent how its count went since it began, if that is known
 * @param origins the stacks that made it; only where one finding is asked for
 */
@JsonPropertyOrder({ "id", "kind", "title", "stage", "severity", "population", "unit", "culprit", "holder", "count",
		"baseline", "growthPerHour", "added", "ended", "since", "suspectedAt", "confirmedAt", "resolvedAt", "limit",
		"exhaustedIn", "reason", "remedy", "acknowledged", "signs", "symptoms", "timeline", "evidence", "recent",
		"captures", "origins" })
public record FindingDescriptor(String id, Kind kind, String title, Stage stage, Severity severity, String population,
		String unit, CulpritDescriptor culprit, @Nullable String holder, long count, long baseline,
		@Nullable Double growthPerHour, @Nullable Long added, @Nullable Long ended, Instant since, Instant suspectedAt,
		@Nullable Instant confirmedAt, @Nullable Instant resolvedAt, @Nullable Long limit,
		@Nullable Duration exhaustedIn, String reason, String remedy, boolean acknowledged, List<Sign> signs,
		List<String> symptoms, List<TimelineEntryDescriptor> timeline, List<EvidenceDescriptor> evidence,
		@Nullable CourseDescriptor recent, @Nullable List<CaptureDescriptor> captures,
		@Nullable List<OriginDescriptor> origins) implements OperationResponseBody {

	/** So that the size of an answer is bounded whatever a finding drags along. */
	private static final int MAX_SYMPTOMS = 20;

	private static final int MAX_ORIGINS = 20;

	/** Describe a finding as one of many. */
	static FindingDescriptor of(Finding finding, Wording wording, List<EvidenceDescriptor> evidence,
			@Nullable Course course) {
		return of(finding, wording, evidence, course, null, null);
	}

	/** Describe a finding with its stacks and how the captures of evidence went. */
	static FindingDescriptor of(Finding finding, Wording wording, List<EvidenceDescriptor> evidence,
			@Nullable Course course, List<Capture> captures) {
		return of(finding, wording, evidence, course, captures.stream().map(CaptureDescriptor::of).toList(),
				finding.origins().stream().limit(MAX_ORIGINS).map(OriginDescriptor::of).toList());
	}

	private static FindingDescriptor of(Finding finding, Wording wording, List<EvidenceDescriptor> evidence,
			@Nullable Course course, @Nullable List<CaptureDescriptor> captures,
			@Nullable List<OriginDescriptor> origins) {
		return new FindingDescriptor(finding.id(), finding.kind(), wording.title(finding.kind()), finding.stage(),
				finding.severity(), finding.population(), finding.unit().label(),
				CulpritDescriptor.of(finding.culprit()), finding.holder(), finding.count(), finding.baseline(),
				finiteOrNull(finding.growthPerHour()), knownOrNull(finding.added()), knownOrNull(finding.ended()),
				finding.since(), finding.suspectedAt(), finding.confirmedAt(), finding.resolvedAt(), finding.limit(),
				finding.exhaustedIn(), finding.reason(), finding.remedy(), finding.acknowledged(),
				finding.signs().stream().sorted().toList(), finding.symptoms().stream().limit(MAX_SYMPTOMS).toList(),
				finding.timeline().stream().map(TimelineEntryDescriptor::of).toList(), evidence,
				(course != null) ? CourseDescriptor.of(course) : null, captures, origins);
	}

	private static @Nullable Double finiteOrNull(double value) {
		return Double.isFinite(value) ? Math.round(value * 10) / 10.0 : null;
	}

	private static @Nullable Long knownOrNull(long value) {
		return (value >= 0) ? value : null;
	}

	/**
	 * Description of who makes what leaks.
	 *
	 * @param type the class or name pattern, if known
	 * @param site the first application frame that made it, if known
	 */
	@JsonPropertyOrder({ "type", "site" })
	public record CulpritDescriptor(@Nullable String type, @Nullable String site) {

		static CulpritDescriptor of(Culprit culprit) {
			return new CulpritDescriptor(culprit.type(), culprit.site());
		}

	}

	/**
	 * Description of one step in the life of a finding.
	 *
	 * @param at when
	 * @param stage the stage
	 * @param note what happened
	 */
	@JsonPropertyOrder({ "at", "stage", "note" })
	public record TimelineEntryDescriptor(Instant at, Stage stage, String note) {

		static TimelineEntryDescriptor of(TimelineEntry entry) {
			return new TimelineEntryDescriptor(entry.at(), entry.stage(), entry.note());
		}

	}

	/**
	 * Description of how a count went.
	 *
	 * @param from when the first value was measured
	 * @param to when the last value was measured
	 * @param values the values, the oldest first
	 */
	@JsonPropertyOrder({ "from", "to", "values" })
	public record CourseDescriptor(Instant from, Instant to, List<Double> values) {

		static CourseDescriptor of(Course course) {
			return new CourseDescriptor(course.from(), course.to(), course.values());
		}

	}

	/**
	 * Description of a piece of evidence.
	 *
	 * @param name the name
	 * @param type the media type
	 * @param at when it was captured
	 * @param size its size in bytes
	 * @param href where to read it, if there is a web and the reader may
	 * @param withheld what to do about it if the reader may not read it
	 */
	@JsonPropertyOrder({ "name", "type", "at", "size", "href", "withheld" })
	public record EvidenceDescriptor(String name, String type, Instant at, long size, @Nullable String href,
			@Nullable String withheld) {

	}

	/**
	 * Description of how a capture of evidence went.
	 *
	 * @param collector who captures
	 * @param state where it is
	 * @param message why it was refused or failed
	 * @param at when it reached that state
	 */
	@JsonPropertyOrder({ "collector", "state", "message", "at" })
	public record CaptureDescriptor(String collector, Capture.State state, @Nullable String message, Instant at) {

		static CaptureDescriptor of(Capture capture) {
			return new CaptureDescriptor(capture.collector(), capture.state(), capture.message(), capture.at());
		}

	}

	/**
	 * Description of where something was made. Names only, never values.
	 *
	 * @param type the class of the thing, if known
	 * @param site the first application frame, if known
	 * @param thread the name of the thread, if known
	 * @param at when one such thing was made
	 * @param traceId the trace in which it was made, if there was one
	 * @param count how many live things have this origin
	 * @param stack the frames, the innermost first
	 */
	@JsonPropertyOrder({ "type", "site", "thread", "at", "traceId", "count", "stack" })
	public record OriginDescriptor(@Nullable String type, @Nullable String site, @Nullable String thread, Instant at,
			@Nullable String traceId, long count, List<String> stack) {

		static OriginDescriptor of(Origin origin) {
			return new OriginDescriptor(origin.type(), origin.site(), origin.thread(), origin.at(), origin.traceId(),
					origin.count(), origin.stack());
		}

	}

}
