package io.leakguard.autoconfigure.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

	private static Finding finding(String id, Stage stage) {
		return TestReports.finding(id, Kind.LISTENER_NOT_REMOVED, stage, Severity.MAJOR);
	}

}
