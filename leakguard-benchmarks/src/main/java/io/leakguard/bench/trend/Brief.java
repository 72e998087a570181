package io.leakguard.bench.trend;

import java.util.Arrays;
import java.util.Random;

import io.leakguard.population.Unit;

/**
 * Shapes of a short run: counts over sixty scans of half a second, as LeakBench plays
 * them. About five things happen in a scan, upon a level that has been there before.
 */
enum Brief implements Column {

	/** The same number in each scan. */
	CONSTANT("constant", true) {

		@Override
		void play(Members members, Random random) {
			int pace = 1 + random.nextInt(12);
			members.each((scan) -> members.add(pace));
		}

	},

	/** As requests arrive. */
	IRREGULAR("irregular", true) {

		@Override
		void play(Members members, Random random) {
			double pace = 1 + 9 * random.nextDouble();
			members.each((scan) -> members.add(Generator.poisson(random, pace)));
		}

	},

	/** A job that runs in every seventh scan. */
	BURSTS("every 7th scan", true) {

		@Override
		void play(Members members, Random random) {
			int pace = 7 * (1 + random.nextInt(8));
			int phase = random.nextInt(7);
			members.each((scan) -> members.add((scan % 7 == phase) ? pace : 0));
		}

	},

	/** One in three scans. */
	SLOW("1 in 3 scans", true) {

		@Override
		void play(Members members, Random random) {
			int phase = random.nextInt(3);
			members.each((scan) -> members.add((scan % 3 == phase) ? 1 : 0));
		}

	},

	/** One in five is given back. */
	FIFTH_REMOVED("20 % removed", true) {

		@Override
		void play(Members members, Random random) {
			members.each((scan) -> members.addOfWhich(Generator.poisson(random, 5), 0.2, 5));
		}

	},

	/** Every other one is given back. */
	HALF_REMOVED("50 % removed", true) {

		@Override
		void play(Members members, Random random) {
			members.each((scan) -> members.addOfWhich(Generator.poisson(random, 5), 0.5, 5));
		}

	},

	/** Nothing happens for ten seconds. */
	LATE("after 10 s idle", true) {

		@Override
		void play(Members members, Random random) {
			int pace = 2 + random.nextInt(8);
			members.each((scan) -> members.add((scan > 20) ? pace : 0));
		}

	},

	/** Nothing happens for twenty. */
	LAST("after 20 s idle", true) {

		@Override
		void play(Members members, Random random) {
			int pace = 2 + random.nextInt(8);
			members.each((scan) -> members.add((scan > 40) ? pace : 0));
		}

	},

	/** Full at a time that is known to nobody. */
	FILL("fill by scan 10–45", false) {

		@Override
		void play(Members members, Random random) {
			int full = 10 + random.nextInt(36);
			int pace = 2 + random.nextInt(19);
			members.each((scan) -> members.add((scan <= full) ? pace : 0));
		}

	},

	/** Full shortly before the end, until when it is a leak for all that can be seen. */
	LATE_FILL("fill by scan 46–55", false) {

		@Override
		void play(Members members, Random random) {
			int full = 46 + random.nextInt(10);
			int pace = 2 + random.nextInt(19);
			members.each((scan) -> members.add((scan <= full) ? pace : 0));
		}

	},

	/** Keys are drawn from a finite set. */
	KEYS("finite key set", false) {

		@Override
		void play(Members members, Random random) {
			int draws = 5 + random.nextInt(36);
			double tau = 4 + 14 * random.nextDouble();
			boolean[] known = new boolean[(int) (draws * tau)];
			members.each((scan) -> {
				int fresh = 0;
				for (int i = 0; i < draws; i++) {
					int key = random.nextInt(known.length);
					fresh += (known[key]) ? 0 : 1;
					known[key] = true;
				}
				members.add(fresh);
			});
		}

	},

	/** Bursts that are given back. */
	RETURNING("bursts", false) {

		@Override
		void play(Members members, Random random) {
			int period = 8 + random.nextInt(12);
			int length = 2 + random.nextInt(5);
			members.each((scan) -> {
				if (scan % period == 1) {
					members.addOfWhich(10 + random.nextInt(50), 1, length);
				}
			});
		}

	},

	/** A pool that serves ever larger bursts, up to its size. */
	GROWING_BURSTS("8, 24, 40, 40", false) {

		@Override
		void play(Members members, Random random) {
			int[] heights = { 8, 24, 40, 40 };
			int length = 3 + random.nextInt(5);
			members.each((scan) -> {
				if (scan % 15 == 1) {
					members.addFor(heights[scan / 15], length);
				}
			});
		}

	},

	/** Members that come and go. */
	CHURN("churn", false) {

		@Override
		void play(Members members, Random random) {
			double life = 3 + 17 * random.nextDouble();
			double level = 40 + 260 * random.nextDouble();
			members.addOfWhich(Math.round(level), 1, life);
			members.each((scan) -> members.addOfWhich(Generator.poisson(random, level / life), 1, life));
		}

	},

	/** A pool that grows in three steps and stays. */
	STAIRCASE("3 steps", false) {

		@Override
		void play(Members members, Random random) {
			int height = 8 + random.nextInt(16);
			int jitter = random.nextInt(8);
			members.each((scan) -> {
				if (scan == 2 + jitter || scan == 15 + jitter || scan == 30 + jitter) {
					members.add((scan >= 30) ? height / 2 : height);
				}
			});
		}

	},

	/** Everything leaves twenty scans after it came. */
	TIME_TO_LIVE("20 scans to live", false) {

		@Override
		void play(Members members, Random random) {
			double pace = 2 + 8 * random.nextDouble();
			members.each((scan) -> members.addFor(Generator.poisson(random, pace), 20));
		}

	},

	/** Full, and from then on one goes for each that comes. */
	LEAST_RECENT("LRU", false) {

		@Override
		void play(Members members, Random random) {
			int pace = 2 + random.nextInt(19);
			long full = pace * (10 + random.nextInt(36));
			members.each((scan) -> {
				members.add(pace);
				members.remove(Math.max(0, members.ownCount() - full));
			});
		}

	},

	/** Flushed when it is full. */
	BUFFER("buffer", false) {

		@Override
		void play(Members members, Random random) {
			int period = 5 + random.nextInt(14);
			int phase = random.nextInt(period);
			double pace = 2 + 8 * random.nextDouble();
			members.each((scan) -> {
				if (scan % period == phase) {
					members.remove(members.ownCount());
				}
				members.add(Generator.poisson(random, pace));
			});
		}

	};

	/** Scans that are played. */
	static final int SCANS = 60;

	private static final double INTERVAL_SECONDS = 0.5;

	/** What was there before. */
	private static final int[] LEVELS = { 0, 0, 10, 60, 300 };

	private final String label;

	private final boolean leak;

	Brief(String label, boolean leak) {
		this.label = label;
		this.leak = leak;
	}

	@Override
	public String label() {
		return this.label;
	}

	@Override
	public boolean isLeak() {
		return this.leak;
	}

	abstract void play(Members members, Random random);

	/** Return one series. */
	Series draw(long seed) {
		Random random = new Random(seed);
		Members members = new Members(LEVELS[random.nextInt(LEVELS.length)], random);
		play(members, random);
		return members.series();
	}

	/** Members that come and go, scan by scan. */
	static final class Members {

		private final double[] values = new double[SCANS];

		private final long[] ended = new long[SCANS];

		private final long[] due = new long[SCANS + 1];

		private final long level;

		private final Random random;

		private int scan;

		private long alive;

		private long gone;

		Members(long level, Random random) {
			this.level = level;
			this.random = random;
		}

		void each(Step step) {
			for (this.scan = 1; this.scan <= SCANS; this.scan++) {
				remove(this.due[this.scan]);
				step.play(this.scan);
				this.values[this.scan - 1] = this.level + this.alive;
				this.ended[this.scan - 1] = this.gone;
			}
		}

		void add(long count) {
			this.alive += count;
		}

		void addFor(long count, int scans) {
			add(count);
			if (this.scan + scans <= SCANS) {
				this.due[this.scan + scans] += count;
			}
		}

		/** Add some, of which a share leaves after a mean life in scans. */
		void addOfWhich(long count, double share, double life) {
			for (long i = 0; i < count; i++) {
				if (this.random.nextDouble() < share) {
					addFor(1, 1 + (int) (-life * Math.log(1 - this.random.nextDouble())));
				}
				else {
					add(1);
				}
			}
		}

		void remove(long count) {
			this.alive -= count;
			this.gone += count;
		}

		long ownCount() {
			return this.alive;
		}

		Series series() {
			double[] seconds = new double[SCANS];
			Arrays.setAll(seconds, (i) -> (i + 1) * INTERVAL_SECONDS);
			return new Series(Unit.OBJECTS, seconds, this.values, this.ended);
		}

	}

	/** What happens in a scan. */
	@FunctionalInterface
	interface Step {

		void play(int scan);

	}

}
