package io.leakguard.evidence;

import java.util.List;
import java.util.function.Predicate;

import io.leakguard.finding.Finding;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Kind.Family;
import org.jspecify.annotations.Nullable;

/**
 * Picks the samples that a finding is about: those that are, are held by, or were made by
 * what it names; if there are none, those that are held in the way that its kind is
 * about.
 */
final class RelevantSamples {

	private RelevantSamples() {
	}

	static List<ReferenceSample> of(List<ReferenceSample> samples, Finding finding) {
		List<ReferenceSample> named = samples.stream().filter((sample) -> isNamed(sample, finding)).toList();
		if (!named.isEmpty()) {
			return named;
		}
		String way = wayOf(finding.kind());
		if (way != null) {
			return samples.stream().filter((sample) -> anyLink(sample, (link) -> link.owner().contains(way))).toList();
		}
		// where the whole heap grows, whatever is alive may be the reason
		return (finding.kind().family() == Family.MEMORY || finding.culprit().equals(Culprit.UNKNOWN)) ? samples
				: List.of();
	}

	private static @Nullable String wayOf(Kind kind) {
		return switch (kind) {
			case CANCELLED_TASKS_RETAINED, DELAYED_TASK_RETAINED ->
				"java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue";
			case THREAD_LOCAL_NOT_REMOVED -> "java.lang.ThreadLocal$ThreadLocalMap";
			case CLEANER_HOLDS_REFERENT -> "jdk.internal.ref.CleanerImpl";
			default -> null;
		};
	}

	private static boolean isNamed(ReferenceSample sample, Finding finding) {
		Culprit culprit = finding.culprit();
		String site = sample.site();
		return isNamed(sample, culprit.type()) || isNamed(sample, withoutDetails(finding.holder()))
				|| (site != null && (site.equals(culprit.site())
						|| (isTelling(culprit.type()) && site.startsWith(culprit.type() + "."))));
	}

	private static boolean isNamed(ReferenceSample sample, @Nullable String name) {
		return isTelling(name) && (sample.type().equals(name) || sample.root().contains(name)
				|| anyLink(sample, (link) -> link.owner().equals(name) || link.target().equals(name)
						|| (link.owner() + "." + link.label()).endsWith(name) || link.text().equals(name)));
	}

	private static boolean isTelling(@Nullable String name) {
		return name != null && name.length() >= 3;
	}

	/** {@code thread "x"} is x; after a blank come the types and numbers. */
	private static @Nullable String withoutDetails(@Nullable String holder) {
		if (holder == null) {
			return null;
		}
		int quote = holder.indexOf('"');
		if (quote >= 0 && holder.indexOf('"', quote + 1) > quote) {
			return holder.substring(quote + 1, holder.indexOf('"', quote + 1));
		}
		int blank = holder.indexOf(' ');
		return (blank > 0) ? holder.substring(0, blank) : holder;
	}

	private static boolean anyLink(ReferenceSample sample, Predicate<ReferenceSample.Link> test) {
		return sample.path().stream().anyMatch(test);
	}

}
