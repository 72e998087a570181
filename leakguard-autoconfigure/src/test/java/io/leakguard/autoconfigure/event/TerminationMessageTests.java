package io.leakguard.autoconfigure.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import io.leakguard.autoconfigure.TestReports;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.finding.Status;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TerminationMessageTests {

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void createFile() throws IOException {
		this.file = Files.createFile(this.directory.resolve("termination-log"));
	}

	@Test
	void theConfirmedFindingsAreWrittenTheMostUrgentFirst() {
		new TerminationMessage(this.file).scanned(TestReports.report(Status.LEAKING, finding("first", Stage.CONFIRMED),
				finding("second", Stage.CONFIRMED), finding("third", Stage.SUSPECTED)));
		assertThat(this.file).content()
			.containsSubsequence("[first, MAJOR]", "[second, MAJOR]")
			.contains("OrderService.java:42")
			.doesNotContain("third");
	}

	@Test
	void atMostAsMuchIsWrittenAsKubernetesReads() throws IOException {
		Finding[] findings = IntStream.range(0, 200)
			.mapToObj((i) -> finding("f" + i, Stage.CONFIRMED))
			.toArray(Finding[]::new);
		new TerminationMessage(this.file).scanned(TestReports.report(Status.LEAKING, findings));
		assertThat(Files.size(this.file)).isBetween(1000L, 4096L);
		assertThat(this.file).content().endsWith(".\n");
	}

	@Test
	void itIsClearedWhenNothingLeaksAnyMore() {
		TerminationMessage message = new TerminationMessage(this.file);
		message.scanned(TestReports.report(Status.LEAKING, finding("1", Stage.CONFIRMED)));
		message.scanned(TestReports.report(Status.CLEAN, finding("1", Stage.RESOLVED)));
		assertThat(this.file).isEmptyFile();
	}

	@Test
	void whatSomebodyElseWroteIsNotCleared() throws IOException {
		TerminationMessage message = new TerminationMessage(this.file);
		message.scanned(TestReports.report(Status.LEAKING, finding("1", Stage.CONFIRMED)));
		Files.writeString(this.file, "out of disk");
		message.scanned(TestReports.report(Status.CLEAN));
		assertThat(this.file).hasContent("out of disk");
	}

	@Test
	void aFileThatIsNotThereIsNotCreated() throws IOException {
		Files.delete(this.file);
		new TerminationMessage(this.file).scanned(TestReports.report(Status.LEAKING, finding("1", Stage.CONFIRMED)));
		assertThat(this.file).doesNotExist();
	}

	@Test
	void whatIsNoReasonToDieDoesNotHideTheLog() {
		TerminationMessage message = new TerminationMessage(this.file);
		message.scanned(TestReports.report(Status.LEAKING,
				TestReports.finding("1", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED, Severity.MINOR),
				TestReports.finding("2", Kind.HEAP_GROWS, Stage.CONFIRMED, Severity.MINOR),
				withoutLimit("3", Kind.METER_TAGS_UNBOUNDED, List.of()),
				withoutLimit("4", Kind.LISTENER_NOT_REMOVED, List.of("spring.singletons grows by 12/h"))));
		assertThat(this.file).isEmptyFile();
	}

	@Test
	void whatTakesMemoryThreadsOrDescriptorsAlongIsAReasonToDie() {
		new TerminationMessage(this.file).scanned(TestReports.report(Status.LEAKING,
				withoutLimit("1", Kind.LISTENER_NOT_REMOVED, List.of("jvm.heap.live grows by 12 MB/h")),
				withoutLimit("2", Kind.CLIENT_PER_REQUEST, List.of("jvm.threads grows by 200/h")),
				withoutLimit("3", Kind.NATIVE_MEMORY_GROWS, List.of()),
				TestReports.finding("4", Kind.POOL_EXHAUSTED, Stage.CONFIRMED, Severity.MINOR),
				TestReports.finding("5", Kind.HELD_TOO_LONG, Stage.CONFIRMED, Severity.CRITICAL)));
		assertThat(this.file).content().containsSubsequence("[1, ", "[2, ", "[3, ", "[4, ", "[5, ");
	}

	@Test
	void itIsClearedWhenOnlyWhatIsNoReasonToDieIsLeft() {
		TerminationMessage message = new TerminationMessage(this.file);
		Finding minor = TestReports.finding("2", Kind.LISTENER_NOT_REMOVED, Stage.CONFIRMED, Severity.MINOR);
		message.scanned(TestReports.report(Status.LEAKING, finding("1", Stage.CONFIRMED), minor));
		assertThat(this.file).content().contains("[1, ").doesNotContain("[2, ");
		message.scanned(TestReports.report(Status.LEAKING, finding("1", Stage.RESOLVED), minor));
		assertThat(this.file).isEmptyFile();
	}

	private static Finding finding(String id, Stage stage) {
		return TestReports.finding(id, Kind.LISTENER_NOT_REMOVED, stage, Severity.MAJOR);
	}

	private static Finding withoutLimit(String id, Kind kind, List<String> symptoms) {
		Finding finding = TestReports.finding(id, kind, Stage.CONFIRMED, Severity.MAJOR);
		return new Finding(id, kind, finding.stage(), finding.severity(), finding.population(), finding.key(),
				finding.unit(), finding.culprit(), finding.holder(), finding.count(), finding.baseline(),
				finding.growthPerHour(), finding.added(), finding.ended(), finding.since(), finding.suspectedAt(),
				finding.confirmedAt(), finding.resolvedAt(), null, null, finding.reason(), finding.remedy(),
				finding.signs(), symptoms, finding.timeline(), finding.origins(), finding.acknowledged());
	}

}
