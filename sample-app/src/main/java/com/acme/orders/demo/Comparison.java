package com.acme.orders.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.acme.orders.demo.Answer.Found;
import com.acme.orders.leak.Leak;
import org.jspecify.annotations.Nullable;

/**
 * Compares what was found with the leaks that are on: one confirmed finding for each, of
 * the right kind, culprit and line, and nothing else.
 */
final class Comparison {

	private final List<Leak> leaks;

	private final SourceLines lines;

	Comparison(List<Leak> leaks, SourceLines lines) {
		this.leaks = leaks;
		this.lines = lines;
	}

	/**
	 * Tell what differs.
	 * @param answer the answer
	 * @return a sentence for each difference; empty when all is as expected
	 */
	List<String> differences(Answer answer) {
		List<String> differences = new ArrayList<>();
		List<Found> left = new ArrayList<>(answer.active());
		for (Leak leak : this.leaks) {
			Optional<Found> found = left.stream().filter((finding) -> isAbout(finding, leak)).findFirst();
			found.ifPresent(left::remove);
			found.flatMap((finding) -> fault(finding, leak)).ifPresent(differences::add);
			if (found.isEmpty()) {
				differences
					.add("the leak '" + leak.id() + "' was not found as " + leak.kind() + " of " + leak.culprit());
			}
		}
		left.forEach((finding) -> differences
			.add("nobody expected " + finding.stage() + " " + finding.kind() + " at " + finding.where()));
		String expected = this.leaks.isEmpty() ? "CLEAN" : "LEAKING";
		if (!answer.status().equals(expected)) {
			differences.add("the status is " + answer.status() + " instead of " + expected);
		}
		return differences;
	}

	private static boolean isAbout(Found finding, Leak leak) {
		return leak.kind().equals(finding.kind())
				&& (contains(finding.type(), leak.culprit()) || contains(finding.site(), leak.culprit()));
	}

	private static boolean contains(@Nullable String text, String part) {
		return text != null && text.contains(part);
	}

	private Optional<String> fault(Found finding, Leak leak) {
		if (!finding.isConfirmed()) {
			return Optional.of("the leak '" + leak.id() + "' is only " + finding.stage());
		}
		List<Integer> expected = this.lines.of(leak);
		if (expected.isEmpty() || expected.stream().anyMatch((line) -> contains(finding.site(), ":" + line + ")"))) {
			return Optional.empty();
		}
		return Optional
			.of("the leak '" + leak.id() + "' was found at " + finding.site() + " instead of line " + expected);
	}

}
