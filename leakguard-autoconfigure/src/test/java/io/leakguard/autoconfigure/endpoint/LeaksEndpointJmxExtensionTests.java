package io.leakguard.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.TestReports;
import io.leakguard.autoconfigure.endpoint.LeaksDescriptor.LeftOutDescriptor;
import io.leakguard.autoconfigure.endpoint.LeaksDescriptor.PopulationDescriptor;
import io.leakguard.autoconfigure.endpoint.LeaksEndpointJmxExtension.ArtifactDescriptor;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.detection.Trend;
import io.leakguard.evidence.Artifact;
import io.leakguard.evidence.Capture;
import io.leakguard.finding.PopulationReading;
import io.leakguard.finding.Report;
import io.leakguard.finding.Status;
import io.leakguard.population.Kind;
import io.leakguard.population.LeftOut;
import io.leakguard.population.Unit;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.SecurityContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

class LeaksEndpointJmxExtensionTests {

	private final Artifact text = new Artifact("thread-pile", "text/plain", "main".getBytes(StandardCharsets.UTF_8),
			TestReports.NOW);

	private final Artifact binary = new Artifact("recording", "application/octet-stream", new byte[] { 1, 2 },
			TestReports.NOW);

	private final Report report = TestReports.report(Status.LEAKING,
			TestReports.finding("1", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED, Severity.MAJOR),
			TestReports.finding("2", Kind.QUEUE_GROWS, Stage.SUSPECTED, Severity.CRITICAL));

	private final LeakGuard leakGuard = TestReports.leakGuard(this.report, this.text, this.binary);

	private final LeaksEndpointJmxExtension endpoint = new LeaksEndpointJmxExtension(
			new LeaksEndpoint(this.leakGuard, Duration.ofSeconds(1), new EvidenceAccess(Access.READ_ONLY, List.of())));

	@Test
	void showsTheLastReport() {
		LeaksDescriptor leaks = this.endpoint.leaks(null, null, null);
		assertThat(leaks.status()).isEqualTo(Status.LEAKING);
		assertThat(leaks.findings()).extracting(FindingDescriptor::id).containsExactly("1", "2");
		assertThat(leaks.findings()).allSatisfy((finding) -> assertThat(finding.origins()).isNull());
		assertThat(leaks.probes().failed()).containsExactly("broken");
		assertThat(leaks.probes().unavailable()).containsExactly("jvm.virtualThreads");
		assertThat(leaks.probes().reasons()).containsEntry("jvm.virtualThreads", "needs Java 21");
		then(this.leakGuard).should(never()).requestScan();
	}

	@Test
	void showsWhatIsNotJudged() {
		LeaksDescriptor leaks = this.endpoint.leaks(null, null, null);
		assertThat(leaks.notes()).containsExactly("7 of 2007 populations and groups have no history");
		assertThat(leaks.populations()).extracting(PopulationDescriptor::leftOut).containsOnlyNulls();
		PopulationReading cut = new PopulationReading("things", Unit.OBJECTS, 1300, 0, null, null, null, Trend.STEADY,
				new LeftOut(206, 300, 745));
		assertThat(PopulationDescriptor.of(cut).leftOut()).isEqualTo(new LeftOutDescriptor(206, 300, 745));
	}

	@Test
	void filtersByKindStageAndSeverityWhateverTheCase() {
		assertThat(this.endpoint.leaks("queue_grows", null, null).findings()).extracting("id").containsExactly("2");
		assertThat(this.endpoint.leaks("Queue-Grows", null, null).findings()).extracting("id").containsExactly("2");
		assertThat(this.endpoint.leaks(null, "confirmed", null).findings()).extracting("id").containsExactly("1");
		assertThat(this.endpoint.leaks(null, null, "CRITICAL").findings()).extracting("id").containsExactly("2");
		assertThat(this.endpoint.leaks("queue_grows", "confirmed", null).findings()).isEmpty();
	}

	@Test
	void aFilterThatCannotBeIsRefusedWithTheAllowedValues() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.leaks(null, "bogus", null))
			.withMessage("'stage' must be one of [SUSPECTED, CONFIRMED, RESOLVED] but is 'bogus'");
	}

	@Test
	void oneFindingHasItsStacks() {
		FindingDescriptor finding = this.endpoint.finding("1");
		assertThat(finding).isNotNull();
		assertThat(finding.title()).isEqualTo("listener not removed");
		assertThat(finding.origins()).singleElement()
			.satisfies((origin) -> assertThat(origin.stack())
				.containsExactly("com.acme.OrderService.onRequest(OrderService.java:42)"));
		assertThat(finding.evidence()).extracting("name").containsExactly("thread-pile", "recording");
		assertThat(this.endpoint.finding("unknown")).isNull();
	}

	@Test
	void evidenceIsTextOrBase64() {
		assertThat(this.endpoint.evidence("1", "thread-pile")).extracting(ArtifactDescriptor::content)
			.isEqualTo("main");
		assertThat(this.endpoint.evidence("1", "recording")).extracting(ArtifactDescriptor::content)
			.isEqualTo(Base64.getEncoder().encodeToString(new byte[] { 1, 2 }));
		given(this.leakGuard.evidence("1", "unknown")).willReturn(Optional.empty());
		assertThat(this.endpoint.evidence("1", "unknown")).isNull();
	}

	@Test
	void aScanAnswersWithTheFreshReport() {
		Report fresh = TestReports.report(Status.CLEAN);
		given(this.leakGuard.requestScan()).willReturn(CompletableFuture.completedFuture(fresh));
		assertThat(this.endpoint.scan().status()).isEqualTo(Status.CLEAN);
	}

	@Test
	void aScanThatTakesTooLongAnswersWithTheLastReport() {
		given(this.leakGuard.requestScan()).willReturn(new CompletableFuture<>());
		LeaksEndpointJmxExtension impatient = new LeaksEndpointJmxExtension(
				new LeaksEndpoint(this.leakGuard, Duration.ofMillis(10), EvidenceAccess.NONE));
		assertThat(impatient.scan().status()).isEqualTo(Status.LEAKING);
	}

	@Test
	void evidenceIsWithheldUnlessTheOperatorAllowsIt() {
		LeaksEndpointJmxExtension closed = new LeaksEndpointJmxExtension(
				new LeaksEndpoint(this.leakGuard, Duration.ofSeconds(1), EvidenceAccess.NONE));
		assertThat(closed.finding("1").evidence()).extracting("name", "withheld")
			.contains(tuple("thread-pile", "set leakguard.evidence.access=read-only to read it"));
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> closed.evidence("1", "thread-pile"))
			.withMessageContaining("leakguard.evidence.access");
		then(this.leakGuard).should(never()).evidence("1", "thread-pile");
	}

	@Test
	void whereRolesAreNeededNobodyIsTakenForAReader() {
		EvidenceAccess access = new EvidenceAccess(Access.READ_ONLY, List.of("ops"));
		SecurityContext reader = mock();
		assertThat(access.refusal(SecurityContext.NONE)).contains("leakguard.evidence.roles");
		given(reader.getPrincipal()).willReturn(() -> "somebody");
		assertThat(access.refusal(reader)).contains("leakguard.evidence.roles");
		given(reader.isUserInRole("ops")).willReturn(true);
		assertThat(access.refusal(reader)).isNull();
	}

	@Test
	void evidenceIsCapturedOnRequest() {
		assertThat(this.endpoint.capture("1", "thread-pile").captures()).extracting("finding", "collector", "state")
			.containsExactly(tuple("1", "thread-pile", Capture.State.RUNNING));
		then(this.leakGuard.evidenceDesk()).should()
			.request(this.report.findings().get(0), Set.of("thread-pile"), null);
		assertThat(this.endpoint.explain("unknown")).isNull();
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.capture("1", "bogus"))
			.withMessage("'evidence' must be one of [thread-pile] but is 'bogus'");
	}

	@Test
	void aFindingIsPutAside() {
		assertThat(this.endpoint.acknowledge("1")).isNotNull();
		then(this.leakGuard).should().acknowledge("1");
		assertThat(this.endpoint.acknowledge("unknown")).isNull();
	}

}
