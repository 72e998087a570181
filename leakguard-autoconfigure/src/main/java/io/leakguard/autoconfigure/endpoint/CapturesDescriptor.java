package io.leakguard.autoconfigure.endpoint;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.leakguard.evidence.Capture;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Description of what has become of a request for evidence so far.
 *
 * @param captures how each capture stands, and where to look for what comes of it
 * @param skipped how many findings would have been explained, too, but are not, because
 * too many are at a time
 * @param alerts what the alerts were taken for, if alerts asked
 */
@JsonPropertyOrder({ "captures", "skipped", "alerts" })
public record CapturesDescriptor(List<PendingDescriptor> captures, int skipped,
		@Nullable AlertsDescriptor alerts) implements OperationResponseBody {

	/**
	 * Description of a capture of evidence for a finding.
	 *
	 * @param finding the id of the finding
	 * @param collector who captures
	 * @param state where it is
	 * @param message how far it is, or why it was refused
	 * @param at when it reached that state
	 * @param href where to look, if there is a web
	 */
	@JsonPropertyOrder({ "finding", "collector", "state", "message", "at", "href" })
	public record PendingDescriptor(String finding, String collector, Capture.State state, @Nullable String message,
			Instant at, @Nullable String href) {

		static PendingDescriptor of(String finding, Capture capture, @Nullable String base) {
			return new PendingDescriptor(finding, capture.collector(), capture.state(), capture.message(), capture.at(),
					(base != null) ? base + "/" + finding : null);
		}

	}

	/**
	 * Description of the alerts that asked.
	 *
	 * @param firing how many say that something is wrong
	 * @param resolved how many say that it is over; nothing is captured for them
	 * @param unmatched how many of those that fire fit no open finding
	 */
	@JsonPropertyOrder({ "firing", "resolved", "unmatched" })
	public record AlertsDescriptor(int firing, int resolved, int unmatched) {

	}

}
