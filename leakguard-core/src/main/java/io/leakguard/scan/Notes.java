package io.leakguard.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.leakguard.population.LeftOut;
import io.leakguard.population.Population;

/**
 * What a report says of what could not be judged, because the settings leave no room for
 * it. Immutable.
 */
final class Notes {

	/** Populations that are named; of further ones the number is enough. */
	private static final int NAMED = 10;

	private final ScanSettings settings;

	Notes(ScanSettings settings) {
		this.settings = settings;
	}

	/**
	 * Return the notes.
	 * @param populations the populations of a scan
	 * @param histories how many histories there are
	 * @param missing how many populations and groups have none
	 * @return a sentence each, mostly none
	 */
	List<String> of(List<Population> populations, int histories, int missing) {
		List<String> notes = new ArrayList<>();
		if (missing > 0) {
			notes.add("growth of %d of %d populations and groups is not judged now, because only %d histories are kept "
				.formatted(missing, histories + missing, this.settings.maxHistories())
					+ "(leakguard.scan.max-histories); what stands still gives way to what has none");
		}
		List<Population> cut = populations.stream().filter((population) -> !population.leftOut().isNothing()).toList();
		if (!cut.isEmpty()) {
			addGroups(cut, notes);
		}
		return notes;
	}

	private void addGroups(List<Population> cut, List<String> notes) {
		cut.stream()
			.sorted(Comparator.comparingLong((Population population) -> leftOut(population)).reversed())
			.limit(NAMED)
			.map(this::ofGroups)
			.forEach(notes::add);
		if (cut.size() > NAMED) {
			notes.add("the smaller groups of %d further populations are not judged for themselves"
				.formatted(cut.size() - NAMED));
		}
	}

	private String ofGroups(Population population) {
		LeftOut leftOut = population.leftOut();
		List<String> parts = new ArrayList<>();
		if (leftOut.groups() > 0) {
			parts
				.add("the %d largest of %d groups of '%s' are judged (leakguard.scan.max-groups), and not the %d others"
					.formatted(population.groups().size(), population.groups().size() + leftOut.groups(),
							population.name(), leftOut.groups())
						+ " with %d members".formatted(leftOut.members()));
		}
		if (leftOut.together() > 0) {
			parts.add("%d members of '%s' are of groups that there was no room for, and are judged as one "
				.formatted(leftOut.together(), population.name()) + "(leakguard.tracking.max-groups)");
		}
		return String.join("; ", parts);
	}

	private static long leftOut(Population population) {
		return population.leftOut().members() + population.leftOut().together();
	}

}
