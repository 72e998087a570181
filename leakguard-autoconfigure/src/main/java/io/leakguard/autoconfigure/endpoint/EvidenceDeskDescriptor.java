package io.leakguard.autoconfigure.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.leakguard.autoconfigure.endpoint.CapturesDescriptor.PendingDescriptor;
import io.leakguard.evidence.EvidenceDesk;
import org.jspecify.annotations.Nullable;

/**
 * Description of what captures evidence.
 *
 * @param collectors what can be asked for
 * @param pending what has been asked for and is not there yet
 */
@JsonPropertyOrder({ "collectors", "pending" })
public record EvidenceDeskDescriptor(List<CollectorDescriptor> collectors, List<PendingDescriptor> pending) {

	static EvidenceDeskDescriptor of(EvidenceDesk desk, @Nullable String base) {
		List<PendingDescriptor> pending = new ArrayList<>();
		desk.pending()
			.forEach((finding, captures) -> captures
				.forEach((capture) -> pending.add(PendingDescriptor.of(finding, capture, base))));
		return new EvidenceDeskDescriptor(
				desk.collectors().stream().map((name) -> CollectorDescriptor.of(name, desk)).toList(), pending);
	}

	/**
	 * Description of a collector.
	 *
	 * @param name the name by which it is asked for
	 * @param longestDuration the longest time over which it can be asked to capture, if
	 * it does not look at one moment
	 */
	@JsonPropertyOrder({ "name", "longestDuration" })
	public record CollectorDescriptor(String name, @Nullable Duration longestDuration) {

		static CollectorDescriptor of(String name, EvidenceDesk desk) {
			Duration longest = desk.longestDuration(name);
			return new CollectorDescriptor(name, longest.isZero() ? null : longest);
		}

	}

}
