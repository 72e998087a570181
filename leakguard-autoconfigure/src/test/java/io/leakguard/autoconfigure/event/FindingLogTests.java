package io.leakguard.autoconfigure.event;

import io.leakguard.autoconfigure.TestReports;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.StageChange;
import io.leakguard.population.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class FindingLogTests {

	private final FindingLog log = new FindingLog();

	@Test
	void aConfirmedLeakIsAWarningInOneSentence(CapturedOutput output) {
		this.log.changed(change(Stage.CONFIRMED, Stage.SUSPECTED));
		assertThat(output.toString().lines().filter((line) -> line.contains("Leak confirmed"))).singleElement()
			.asString()
			.contains("WARN")
			.endsWith("Leak confirmed: listener not removed, 812 objects of com.acme.OrderService$$Lambda"
					+ " in spring.applicationListeners [7c1f0a9e, MAJOR]:" + " grew in every window of the last 17 min;"
					+ " made at com.acme.OrderService.onRequest(OrderService.java:42);"
					+ " reaches its limit of 10,000 in 3 h. Remedy: remove the listener when its owner ends.");
	}

	@Test
	void aSuspicionAndItsEndAreInformation(CapturedOutput output) {
		this.log.changed(change(Stage.SUSPECTED, null));
		this.log.changed(change(Stage.RESOLVED, Stage.SUSPECTED));
		this.log.changed(change(Stage.SUSPECTED, Stage.RESOLVED));
		assertThat(output).contains("Leak suspected: listener not removed")
			.contains("Leak resolved: listener not removed")
			.contains("[7c1f0a9e]: levelled off at 812")
			.contains("Leak suspected again: ")
			.doesNotContain("WARN");
	}

	private static StageChange change(Stage stage, Stage from) {
		return new StageChange(TestReports.finding("7c1f0a9e", Kind.LISTENER_NOT_REMOVED, stage, Severity.MAJOR), from);
	}

}
