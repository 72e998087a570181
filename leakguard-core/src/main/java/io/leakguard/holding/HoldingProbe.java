package io.leakguard.holding;

import java.time.Duration;
import java.util.Collection;

import io.leakguard.population.Census;
import io.leakguard.population.Probe;

/**
 * Counts what the application's objects hold: walks from the roots over the fields of
 * application and library classes to the collections behind them, and reads the sizes of
 * those that answer without running foreign code. Each path, such as
 * {@code Router.clients}, is a population once what it holds has grown.
 * <p>
 * It triggers nothing: no lazy loading, no proxy, no class initialisation, no code of the
 * application. It reads fields of classes outside the JDK only, and sizes of listed
 * classes only; see {@code Containers} for locks. All objects of the application are held
 * weakly.
 * <p>
 * <b>Cost.</b> A scan walks for at most the {@linkplain HoldingSettings#budget() budget}
 * and goes on in the next scan; between two passes it reads the sizes of the known
 * collections, some tens of nanoseconds each. Used by one thread at a time.
 */
public final class HoldingProbe implements Probe {

	/** No class is known yet, and the code is not compiled yet. */
	private static final int FIRST_PASS_FACTOR = 5;

	/** Between two looks for initialised classes. */
	private static final Duration REST = Duration.ofSeconds(2);

	private final Roots roots;

	private final HoldingSettings settings;

	private final Shapes shapes;

	private final Sites sites;

	private final Walk walk;

	private final InitialisedClasses statics;

	private long scan;

	private long passBegan;

	private boolean walking;

	private boolean passed;

	/**
	 * Create a probe.
	 * @param roots where the walk begins
	 * @param settings how far and how long it may go
	 */
	public HoldingProbe(Roots roots, HoldingSettings settings) {
		this(roots, settings, REST);
	}

	HoldingProbe(Roots roots, HoldingSettings settings, Duration rest) {
		this.roots = roots;
		this.settings = settings;
		this.shapes = new Shapes(settings);
		this.sites = new Sites(settings.maxCollections());
		this.walk = new Walk(settings, this.shapes, this.sites);
		this.statics = new InitialisedClasses(settings, this.shapes, rest);
	}

	@Override
	public String name() {
		return "beans.holding";
	}

	@Override
	public void count(Census census) {
		this.scan++;
		walk();
		for (Site site : this.sites.all()) {
			site.read(this.shapes, this.scan);
		}
		for (Site site : this.sites.populations(this.settings.minimumSize(), this.settings.maxPopulations())) {
			site.count(census, this.shapes, this.scan, this.settings.probeKeys());
		}
	}

	private void walk() {
		long now = System.nanoTime();
		long budget = this.settings.budget().toNanos() * (this.passed ? 1 : FIRST_PASS_FACTOR);
		if (!this.walking && (this.scan == 1 || this.scan - this.passBegan >= this.settings.passEvery())) {
			Collection<Root> current = this.roots.current();
			if (this.settings.statics()) {
				this.statics.find(InitialisedClasses.loadersOf(current), now, now + budget);
			}
			this.sites.forgetWhatIsGone();
			this.walk.begin(current, this.statics.classes());
			this.passBegan = this.scan;
			this.walking = true;
		}
		if (this.walking && this.walk.goOn(System.nanoTime() + budget)) {
			this.walking = false;
			this.passed = true;
		}
	}

	/**
	 * Return how many collections are known, for tests and for the operator.
	 * @return the number
	 */
	int known() {
		return this.sites.all().size();
	}

	boolean isWalking() {
		return this.walking;
	}

}
