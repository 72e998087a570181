package io.leakguard.autoconfigure.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.leakguard.LeakGuard;
import io.leakguard.evidence.Artifact;
import io.leakguard.finding.Report;
import io.leakguard.finding.Wording;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;

/**
 * {@link Endpoint @Endpoint} that shows what leaks. Reading answers from the last report
 * and never waits for a scan. It has no operations of its own, because those over HTTP
 * and those over JMX differ; they are in {@link LeaksEndpointWebExtension} and
 * {@link LeaksEndpointJmxExtension}.
 */
@Endpoint(id = "leaks", defaultAccess = Access.READ_ONLY)
public class LeaksEndpoint {

	private final LeakGuard leakGuard;

	private final Duration scanTimeout;

	private final EvidenceAccess evidenceAccess;

	private final CaptureRequests captureRequests;

	private final Wording wording = new Wording();

	/**
	 * Create an endpoint.
	 * @param leakGuard knows what leaks
	 * @param scanTimeout how long a request for a scan waits for the fresh report
	 * @param evidenceAccess who may read evidence
	 */
	public LeaksEndpoint(LeakGuard leakGuard, Duration scanTimeout, EvidenceAccess evidenceAccess) {
		this.leakGuard = leakGuard;
		this.scanTimeout = scanTimeout;
		this.evidenceAccess = evidenceAccess;
		this.captureRequests = new CaptureRequests(leakGuard);
	}

	LeaksDescriptor report(FindingFilter filter, SecurityContext reader, @Nullable String base) {
		return describe(this.leakGuard.report(), filter, new EvidenceLinks(refusal(reader), base));
	}

	@Nullable FindingDescriptor finding(String id, SecurityContext reader, @Nullable String base) {
		Report report = this.leakGuard.report();
		return report.finding(id)
			.map((finding) -> FindingDescriptor.of(finding, this.wording,
					new EvidenceLinks(refusal(reader), base).describe(id, this.leakGuard.evidence(id)),
					report.courses().get(id), this.leakGuard.evidenceDesk().captures(id)))
			.orElse(null);
	}

	@Nullable String refusal(SecurityContext reader) {
		return this.evidenceAccess.refusal(reader);
	}

	Optional<Artifact> artifact(String id, String name) {
		return this.leakGuard.evidence(id, name);
	}

	boolean acknowledge(String id) {
		return this.leakGuard.acknowledge(id);
	}

	LeaksDescriptor scan(@Nullable String base) {
		return describe(scanNow(), FindingFilter.of(null, null, null),
				new EvidenceLinks(refusal(SecurityContext.NONE), base));
	}

	OperationResponseBody request(@Nullable String finding, @Nullable String collectors, @Nullable String duration,
			@Nullable String alerts, @Nullable String base) {
		if (alerts != null) {
			return this.captureRequests.request(Alert.read(alerts), collectors, duration, base);
		}
		return (finding == null && collectors == null && duration == null) ? scan(base)
				: this.captureRequests.request(finding, collectors, duration, base);
	}

	@Nullable CapturesDescriptor capture(String id, @Nullable String collector, @Nullable String base) {
		return this.leakGuard.report().finding(id).isPresent() ? this.captureRequests.request(id, collector, base)
				: null;
	}

	private Report scanNow() {
		try {
			return this.leakGuard.requestScan().get(this.scanTimeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			return this.leakGuard.report();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return this.leakGuard.report();
		}
	}

	private LeaksDescriptor describe(Report report, FindingFilter filter, EvidenceLinks links) {
		List<FindingDescriptor> findings = report.findings()
			.stream()
			.filter(filter::matches)
			.map((finding) -> FindingDescriptor.of(finding, this.wording,
					links.describe(finding.id(), this.leakGuard.evidence(finding.id())),
					report.courses().get(finding.id())))
			.toList();
		return LeaksDescriptor.of(report, findings,
				EvidenceDeskDescriptor.of(this.leakGuard.evidenceDesk(), links.base()));
	}

}
