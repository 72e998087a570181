package io.leakguard.autoconfigure.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import io.leakguard.detection.Severity;
import io.leakguard.finding.Finding;
import io.leakguard.finding.Report;
import io.leakguard.population.Kind;
import io.leakguard.scan.ReportListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.log.LogMessage;

/**
 * Keeps the confirmed findings of which the container may die, the most urgent first, in
 * the termination message file, so that Kubernetes shows them once it has. Others do not
 * stand in it: under the policy {@code FallbackToLogsOnError} Kubernetes shows the end of
 * the log only if the file is empty, and what is no reason to die must not hide the log
 * of a crash that has another. The file is written only if it is there and writable, and
 * only when the findings have changed; it is emptied when there is nothing more to tell,
 * unless somebody else wrote it.
 */
final class TerminationMessage implements ReportListener {

	/** What Kubernetes reads of the file. */
	static final int MAX_BYTES = 4096;

	private static final Log logger = LogFactory.getLog(TerminationMessage.class);

	/** The populations of which there is no more when the process ends. */
	private static final Pattern OF_THE_PROCESS = Pattern
		.compile("jvm\\.(heap|threads|classes|metaspace|buffers)|process\\.");

	private final Path path;

	private final FindingSentence sentence = new FindingSentence();

	private List<String> told = List.of();

	private byte[] written = new byte[0];

	TerminationMessage(Path path) {
		this.path = path;
	}

	@Override
	public void scanned(Report report) {
		List<Finding> confirmed = report.findings()
			.stream()
			.filter((finding) -> finding.isOpen() && finding.isConfirmed() && mayEndTheProcess(finding))
			.toList();
		List<String> toTell = confirmed.stream().map((finding) -> finding.id() + finding.severity()).toList();
		if (!toTell.equals(this.told)) {
			this.told = toTell;
			write(message(confirmed));
		}
	}

	/**
	 * What reaches its limit within the hour; an exhausted pool, since who waits for it
	 * answers no probe; and what reaches it within the day or takes memory, threads or
	 * descriptors along. What has longer, or never was seen to take along anything, is
	 * not what the container dies of next.
	 */
	private static boolean mayEndTheProcess(Finding finding) {
		if (finding.severity() == Severity.CRITICAL || finding.kind() == Kind.POOL_EXHAUSTED) {
			return true;
		}
		return finding.severity() == Severity.MAJOR && (finding.exhaustedIn() != null || finding.kind().isSymptom()
				|| finding.symptoms().stream().anyMatch((symptom) -> OF_THE_PROCESS.matcher(symptom).lookingAt()));
	}

	private byte[] message(List<Finding> findings) {
		ByteArrayOutputStream message = new ByteArrayOutputStream(MAX_BYTES);
		for (Finding finding : findings) {
			byte[] line = (this.sentence.of(finding) + "\n").getBytes(StandardCharsets.UTF_8);
			if (message.size() == 0) {
				message.write(line, 0, Math.min(line.length, MAX_BYTES));
			}
			else if (message.size() + line.length <= MAX_BYTES) {
				message.writeBytes(line);
			}
		}
		return message.toByteArray();
	}

	private void write(byte[] message) {
		try {
			if (!Files.isRegularFile(this.path) || !Files.isWritable(this.path)) {
				return;
			}
			if (message.length == 0 && !holdsWhatWasWritten()) {
				return;
			}
			Files.write(this.path, message, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
			this.written = message;
		}
		catch (IOException | RuntimeException ex) {
			logger.debug(LogMessage.format("The termination message file '%s' could not be written", this.path), ex);
		}
	}

	private boolean holdsWhatWasWritten() throws IOException {
		return Files.size(this.path) == this.written.length
				&& Arrays.equals(Files.readAllBytes(this.path), this.written);
	}

}
