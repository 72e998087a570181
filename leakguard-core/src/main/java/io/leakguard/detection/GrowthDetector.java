package io.leakguard.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import io.leakguard.history.History;
import io.leakguard.history.Turnover;
import io.leakguard.history.Window;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Judges growth by the shape of a window, never by a number of rising values. The longest
 * resolution that knows more than the shorter ones rules; a shorter one is heard against
 * it only where it tells of something new. A trend alone is a suspicion; a trend with a
 * second sign that does not follow from it is a leak.
 * <p>
 * Immutable and thread-safe. A series that has never moved costs nothing, one that has
 * not risen costs a look at its values and no allocation, one that has risen some ten to
 * a hundred µs.
 */
public final class GrowthDetector implements Detector {

	private static final double SECONDS_PER_HOUR = 3600;

	/**
	 * Time to the limit beyond which no exhaustion is foretold: nothing stays as it is.
	 */
	private static final Duration FORESEEABLE = Duration.ofDays(365);

	private final DetectionSettings settings;

	private final Allowance allowance;

	private final Effect effect;

	private final Persistence persistence;

	private final Resolutions resolutions;

	/**
	 * Create a detector with the default numbers.
	 */
	public GrowthDetector() {
		this(DetectionSettings.defaults());
	}

	/**
	 * Create a detector.
	 * @param settings the numbers
	 */
	public GrowthDetector(DetectionSettings settings) {
		this.settings = settings;
		this.allowance = new Allowance(settings);
		this.effect = new Effect(settings);
		this.persistence = new Persistence(settings);
		this.resolutions = new Resolutions(settings);
	}

	@Override
	public List<Verdict> judge(Subject subject, Situation situation) {
		Population population = subject.population();
		History history = subject.history();
		if (!population.isTrended() || this.allowance.isWithinBound(population)
				|| !mayGrow(history, population.unit())) {
			return List.of();
		}
		Growth growth = this.resolutions.read(history, population.unit(), left(population));
		if (!growth.shape().isGrowing() || Load.explains(growth.shape().window(), situation.load(), history)
				|| this.allowance.mayStillFill(population, begin(history, growth.shape()), situation.now())) {
			return List.of();
		}
		return List.of(verdict(subject, situation, growth));
	}

	/**
	 * Return which way a history goes, whatever it counts.
	 * @param history the history
	 * @return the trend
	 */
	public Trend trend(History history) {
		return trend(history, Unit.OBJECTS);
	}

	/**
	 * Return which way a history goes.
	 * @param history the history
	 * @param unit what it counts
	 * @return the trend
	 */
	public Trend trend(History history, Unit unit) {
		if (!history.hasChanged()) {
			return (history.scanCount() < this.settings.minScans()) ? Trend.UNKNOWN : Trend.STEADY;
		}
		return this.resolutions.read(history, unit, Double.POSITIVE_INFINITY).shape().trend();
	}

	Allowance allowance() {
		return this.allowance;
	}

	private boolean mayGrow(History history, Unit unit) {
		if (!history.hasChanged()) {
			return false;
		}
		boolean risen = history.mayBeRising() && history.riseFromLowest() >= this.effect.floor(unit);
		return risen || (history.isReplaced() && history.isStayRising());
	}

	private static Instant begin(History history, Shape shape) {
		return history.start().plusMillis(Math.round(shape.since() * 1000));
	}

	private static double left(Population population) {
		Long limit = population.limit();
		return (limit != null) ? Math.max(0, limit - population.count()) : Double.POSITIVE_INFINITY;
	}

	private Verdict verdict(Subject subject, Situation situation, Growth growth) {
		Population population = subject.population();
		History history = subject.history();
		Shape shape = growth.shape();
		Window window = shape.window();
		Turnover turnover = history.turnoverSince(shape.since());
		Set<Sign> signs = subject.signs();
		Window grown = since(window, shape.since());
		boolean unbroken = population.unit() == Unit.BYTES || Pace.of(grown).isUnbroken();
		boolean persisted = unbroken && isPersisted(population.unit(), growth, grown);
		if (persisted) {
			signs.add(Sign.PERSISTED);
		}
		if (neverLeave(subject, turnover)) {
			signs.add(Sign.OLDEST_NEVER_LEAVE);
		}
		if (population.unit() == Unit.BYTES && subject.kind() == Kind.HEAP_GROWS && isLiveHeapUp(history.scans())) {
			signs.add(Sign.LIVE_HEAP_UP);
		}
		Duration exhaustedIn = exhaustedIn(population, shape.slope());
		Patience patience = Patience.of(this.settings.patience(), situation.interval(), exhaustedIn);
		Stage stage = isConfirmed(subject, signs, window, grown, situation, patience) ? Stage.CONFIRMED
				: Stage.SUSPECTED;
		Instant since = begin(history, shape);
		return new Verdict(subject.kind(), stage, population, subject.key(), subject.culprit(), subject.holder(),
				subject.count(), Math.round(history.baseline()), shape.slope() * SECONDS_PER_HOUR, subject.added(),
				subject.ended(), since, population.limit(), exhaustedIn, signs,
				Reasons.noted(reason(subject, growth, persisted, turnover), population.note(subject.key())));
	}

	private boolean isPersisted(Unit unit, Growth growth, Window grown) {
		if (growth.days() != null) {
			return growth.days().growing();
		}
		return unit != Unit.BYTES && this.persistence.isIn(growth.shape().window()) && Pace.isUndiminished(grown);
	}

	/** What a window holds from a time on. */
	private static Window since(Window window, double since) {
		int from = 0;
		while (from < window.size() - 2 && window.seconds()[from] < since) {
			from++;
		}
		return window.slice(from, window.size());
	}

	private boolean neverLeave(Subject subject, @Nullable Turnover turnover) {
		long added = (turnover != null) ? turnover.added() : subject.added();
		long ended = (turnover != null) ? turnover.ended() : subject.ended();
		return added >= this.settings.minNoisyCount() && ended >= 0 && ended <= this.settings.endedShare() * added;
	}

	/** A handful of keys may take any time to come, and cost nothing. */
	private boolean isTooFew(Subject subject) {
		Unit unit = subject.population().unit();
		double more = subject.count() - subject.history().baseline();
		return (unit != Unit.BYTES && subject.kind().isMeantToStay() && more < this.settings.confirmMembers())
				|| (unit == Unit.THREADS && more < this.settings.confirmThreads());
	}

	/**
	 * Nothing is confirmed before the application has settled and has had time since.
	 * That none leaves is true of all that fills up as well: it confirms once something
	 * that expires would have had the time, and as long as it goes on undiminished.
	 */
	private boolean isConfirmed(Subject subject, Set<Sign> signs, Window window, Window grown, Situation situation,
			Patience patience) {
		Duration calm = situation.interval().multipliedBy(this.settings.minScans());
		if (!situation.isSettled() || situation.settledFor().compareTo(calm) < 0
				|| window.size() < this.settings.confirmScans()) {
			return false;
		}
		if (isTooFew(subject)) {
			return false;
		}
		boolean undiminished = subject.population().unit() == Unit.BYTES
				|| (Pace.of(grown).isUnbroken() && Pace.isUndiminished(grown));
		boolean expired = undiminished && grown.size() >= this.settings.turnoverScans();
		double seconds = grown.span().toMillis() / 1000.0;
		return signs.stream()
			.anyMatch((sign) -> sign.confirms(subject.kind()) && (sign != Sign.OLDEST_NEVER_LEAVE || expired)
					&& patience.isOver(sign, subject.kind(), seconds));
	}

	/** Over three collections: a heap is measured only after one that matters. */
	private boolean isLiveHeapUp(Window window) {
		int last = window.size() - 1;
		return last >= 3 && window.values()[last] > (1 + this.settings.liveHeapUp()) * window.values()[last - 3];
	}

	private static @Nullable Duration exhaustedIn(Population population, double slope) {
		Long limit = population.limit();
		if (limit == null || slope <= 0) {
			return null;
		}
		double seconds = Math.max(0, limit - population.count()) / slope;
		return (seconds < FORESEEABLE.toSeconds()) ? Duration.ofSeconds(Math.round(seconds)) : null;
	}

	private static String reason(Subject subject, Growth growth, boolean persisted, @Nullable Turnover turnover) {
		Population population = subject.population();
		if (growth.days() != null) {
			return Reasons.dayOverDay(growth.days().days(), growth.days().perDay(), population.unit());
		}
		Shape shape = growth.shape();
		double[] seconds = shape.window().seconds();
		double over = seconds[seconds.length - 1] - shape.since();
		String reason = Reasons.growth(population.unit(), Duration.ofSeconds(Math.round(over)), shape.slope() * over,
				persisted, turnover);
		Long bound = population.bound();
		return (bound != null) ? Reasons.aboveBound(reason, population.count(), bound) : reason;
	}

}
