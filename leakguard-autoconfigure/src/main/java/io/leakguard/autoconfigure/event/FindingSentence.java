package io.leakguard.autoconfigure.event;

import java.time.Duration;
import java.util.Locale;

import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.finding.StageChange;
import io.leakguard.finding.Wording;

/**
 * Puts a finding into a sentence with the numbers, the site and the remedy.
 */
final class FindingSentence {

	private final Wording wording = new Wording();

	/** What has happened: for the log. */
	String of(StageChange change) {
		Finding finding = change.finding();
		if (finding.stage() == Stage.RESOLVED) {
			return "Leak resolved: %s [%s]: %s".formatted(subject(finding), finding.id(), lastNote(finding));
		}
		String what = (finding.stage() == Stage.CONFIRMED) ? "Leak confirmed"
				: (change.from() == Stage.RESOLVED) ? "Leak suspected again" : "Leak suspected";
		return what + ": " + of(finding);
	}

	/** What is the matter: for the termination message. */
	String of(Finding finding) {
		StringBuilder sentence = new StringBuilder(subject(finding));
		sentence.append(" [").append(finding.id()).append(", ").append(finding.severity()).append("]: ");
		sentence.append(finding.reason());
		if (finding.culprit().site() != null) {
			sentence.append("; made at ").append(finding.culprit().site());
		}
		Duration left = finding.exhaustedIn();
		if (left != null && finding.limit() != null) {
			sentence.append("; reaches its limit of ").append(grouped(finding.limit())).append(" in ");
			sentence.append(approximately(left));
		}
		sentence.append(". Remedy: ").append(finding.remedy()).append('.');
		return sentence.toString();
	}

	private String subject(Finding finding) {
		String type = finding.culprit().type();
		return "%s, %s %s%s in %s".formatted(this.wording.title(finding.kind()), grouped(finding.count()),
				finding.unit().label(), (type != null) ? " of " + type : "", finding.population());
	}

	private static String lastNote(Finding finding) {
		return finding.timeline().isEmpty() ? "is gone" : finding.timeline().get(finding.timeline().size() - 1).note();
	}

	private static String grouped(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	private static String approximately(Duration duration) {
		if (duration.toHours() >= 48) {
			return duration.toDays() + " days";
		}
		return (duration.toMinutes() >= 120) ? duration.toHours() + " h" : Math.max(1, duration.toMinutes()) + " min";
	}

}
