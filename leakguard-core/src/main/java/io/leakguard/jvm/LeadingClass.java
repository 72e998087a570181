package io.leakguard.jvm;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.leakguard.jvm.ClassGrowth.Suspect;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Of the classes that grow, the one to name. Written by the scan thread; may be asked by
 * any.
 */
final class LeadingClass {

	/**
	 * Scans over which a class must have grown before that counts as a sign: as many as
	 * for the growth of any count.
	 */
	private static final int PERSISTENT = 45;

	/** Scans for which the same class must have led: several in turn name nobody. */
	private static final int STEADY = 20;

	private final LiveAllocationSites sites;

	private final Constructions constructions;

	private final double scanSeconds;

	private final ApplicationFrames frames;

	private volatile List<Suspect> suspects = List.of();

	private volatile @Nullable String leading;

	private volatile long leadingSince;

	LeadingClass(LiveAllocationSites sites, Constructions constructions, Duration scanInterval,
			ApplicationFrames frames) {
		this.constructions = constructions;
		this.scanSeconds = scanInterval.toMillis() / 1000.0;
		this.sites = sites;
		this.frames = frames;
	}

	void suspects(List<Suspect> suspects) {
		this.suspects = suspects;
	}

	List<Suspect> suspects() {
		return this.suspects;
	}

	Optional<Culprit> now(long scan, boolean looking) {
		Optional<Culprit> plain = plain(scan);
		if (plain.isPresent() && this.frames.isApplicationType(plain.get().type())) {
			return plain;
		}
		// what libraries and the JDK keep and nothing plain explains is most likely a
		// signature's; as long as one is looking, somebody may still be named
		return this.suspects.stream()
			.filter((suspect) -> suspect.signature() != null)
			.max(Comparator.comparingLong((suspect) -> suspect.growth().grown()))
			.map(this::culprit)
			.or(() -> looking && plain.filter((culprit) -> !isOfTheJdk(culprit)).isEmpty() ? Optional.empty() : plain);
	}

	/**
	 * The one that was named before stays as long as it is not far behind: two classes
	 * that grow at the same rate must not take turns.
	 */
	private Optional<Culprit> plain(long scan) {
		List<Suspect> plain = this.suspects.stream().filter((suspect) -> suspect.kind() == Kind.HEAP_GROWS).toList();
		if (plain.isEmpty()) {
			this.leading = null;
			return Optional.empty();
		}
		Suspect first = plain.get(0);
		Suspect leader = plain.stream()
			.filter((suspect) -> suspect.key().equals(this.leading) && suspect.bytes() > first.bytes() / 2)
			.findFirst()
			.orElse(first);
		if (!leader.key().equals(this.leading)) {
			this.leading = leader.key();
			this.leadingSince = scan;
		}
		return Optional.of(culprit(leader));
	}

	boolean isPersistent(long scan) {
		String leading = this.leading;
		return (leading == null || scan - this.leadingSince >= STEADY) && this.suspects.stream()
			.filter((suspect) -> suspect.key().equals(leading) || suspect.signature() != null)
			.anyMatch((suspect) -> suspect.growth().duration() >= PERSISTENT);
	}

	Optional<Culprit> of(Kind kind) {
		return this.suspects.stream().filter((suspect) -> suspect.kind() == kind).findFirst().map(this::culprit);
	}

	private static boolean isOfTheJdk(Culprit culprit) {
		String type = culprit.type();
		return type == null || type.endsWith("[]") || ApplicationFrames.isPlatform(type);
	}

	private Culprit culprit(Suspect suspect) {
		String site = this.sites.first(suspect.culprit());
		site = (site != null) ? site : this.sites.by(suspect.culprit());
		for (String along : suspect.along()) {
			site = (site != null) ? site : commonSite(along);
		}
		// the growth is that of what was counted, which may only stand for the culprit
		if (site == null && suspect.key().equals(suspect.culprit())) {
			site = this.constructions.site(suspect.culprit(), growthPerSecond(suspect));
		}
		return Culprit.ofType(suspect.culprit()).at(site);
	}

	private double growthPerSecond(Suspect suspect) {
		return suspect.growth().grown() / (Math.max(1, suspect.growth().duration()) * this.scanSeconds);
	}

	/**
	 * Small objects are seldom sampled, the arrays they hold often; one site that has
	 * made most of those that live has made the objects as well.
	 */
	private @Nullable String commonSite(String type) {
		List<Origin> origins = this.sites.of(type);
		long all = origins.stream().mapToLong(Origin::count).sum();
		return (!origins.isEmpty() && origins.get(0).count() > all / 2) ? origins.get(0).site() : null;
	}

}
