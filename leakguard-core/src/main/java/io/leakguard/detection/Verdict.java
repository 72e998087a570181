package io.leakguard.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import org.jspecify.annotations.Nullable;

/**
 * What a detector says of a subject in one scan.
 *
 * @param kind the kind of leak
 * @param stage {@link Stage#SUSPECTED} or {@link Stage#CONFIRMED}
 * @param population the population, with its unit and origins
 * @param key the identity of the group within the population, empty for the whole
 * @param culprit who made it
 * @param holder the path that holds it, if known
 * @param count how many there are now
 * @param baseline how many there were when the application had settled
 * @param growthPerHour the robust slope, in units per hour
 * @param added how many have been added so far, or -1
 * @param ended how many have ended so far, or -1
 * @param since when the growth began or the fact became true
 * @param limit the count at which the process fails, or {@code null}
 * @param exhaustedIn the time to the limit at this rate, or {@code null}
 * @param signs the second signs
 * @param reason why, in one clause with numbers
 */
public record Verdict(Kind kind, Stage stage, Population population, String key, Culprit culprit,
		@Nullable String holder, long count, long baseline, double growthPerHour, long added, long ended, Instant since,
		@Nullable Long limit, @Nullable Duration exhaustedIn, Set<Sign> signs, String reason) {

	public Verdict {
		signs = Set.copyOf(signs);
	}

	/**
	 * Return this verdict with another culprit.
	 * @param culprit who made it
	 * @return the new verdict
	 */
	public Verdict by(Culprit culprit) {
		return new Verdict(this.kind, this.stage, this.population, this.key, culprit, this.holder, this.count,
				this.baseline, this.growthPerHour, this.added, this.ended, this.since, this.limit, this.exhaustedIn,
				this.signs, this.reason);
	}

	/**
	 * Return this verdict, confirmed by another that saw the same thing in another way:
	 * that is a second sign.
	 * @param other a confirmed verdict
	 * @return the confirmed verdict
	 */
	public Verdict confirmedBy(Verdict other) {
		Set<Sign> signs = EnumSet.noneOf(Sign.class);
		signs.addAll(other.signs());
		signs.remove(Sign.EXACT_EVENT);
		signs.addAll(this.signs);
		return new Verdict(this.kind, Stage.CONFIRMED, this.population, this.key, this.culprit, this.holder, this.count,
				this.baseline, this.growthPerHour, this.added, this.ended, this.since, this.limit, this.exhaustedIn,
				signs, this.reason);
	}

	/**
	 * Return whether this and another verdict see the same leak in two populations.
	 * @param other another verdict
	 * @return whether kind and culprit are the same
	 */
	public boolean seesTheSameAs(Verdict other) {
		return this.kind == other.kind && !this.population.name().equals(other.population.name())
				&& Culprits.areSame(this, other);
	}

}
