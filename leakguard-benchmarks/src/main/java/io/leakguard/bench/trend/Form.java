package io.leakguard.bench.trend;

import java.util.Random;

/**
 * The shapes. Each adds up a level that breathes and a part that stays; in bytes they are
 * megabytes under noise, in counts the former are members that come and go, and the
 * latter members that never leave.
 */
enum Form implements Column {

	/** Noise. */
	WHITE("white noise", false),

	/** Slow waves. */
	WAVES("AR(1) .95", false),

	/** Everything is used for the first time. */
	WARM_UP("warm-up", false),

	/** A cache fills to a bound that nobody knows. */
	CACHE("cache fill 1–3 h", false),

	/** Day and night. */
	DAILY("daily ±15 %", false),

	/** Garbage that waits for a full collection. */
	SAW("old-gen saw-tooth", false),

	/** Something is loaded, once. */
	STEP("one step", false),

	/** A slow leak. */
	SLOW("20 MB/h", true),

	/** A fast one. */
	FAST("100 MB/h", true),

	/** A slow one beneath a day. */
	SLOW_DAILY("20 + daily", true),

	/** A leak beneath a saw-tooth. */
	MEDIUM_SAW("50 + saw", true),

	/** A leak that a job makes once an hour. */
	STAIRS("stairs 50/h", true),

	/** A leak and a warm-up. */
	WARM_UP_LEAK("warm-up + 50", true);

	/** The level that the reference has. */
	static final double BASE = 500;

	/** The limit that the reference has. */
	static final double LIMIT = 2048;

	private final String label;

	private final boolean leak;

	Form(String label, boolean leak) {
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

	/** Return one instance. */
	Curve draw(Random random) {
		double tau = 0.4 + 0.6 * random.nextDouble();
		double fill = 1 + 2 * random.nextDouble();
		double phase = 2 * Math.PI * random.nextDouble();
		double period = (25 + 45 * random.nextDouble()) / 60;
		double offset = random.nextDouble();
		double begin = random.nextDouble();
		return (hours, slow, length) -> {
			double warm = BASE * (1 - 0.6 * Math.exp(-slow / tau));
			double day = 75 * Math.sin(2 * Math.PI * hours / 24 + phase);
			double teeth = slow / period + offset;
			double saw = 120 * (teeth - Math.floor(teeth));
			return switch (this) {
				case WHITE, WAVES -> new double[] { BASE, 0, 0 };
				case WARM_UP -> new double[] { warm, 0, 0 };
				case CACHE -> new double[] { BASE, 200 * Math.min(1, slow / fill), 0 };
				case DAILY -> new double[] { BASE + day, 0, 0 };
				case SAW -> new double[] { BASE, 0, saw };
				case STEP -> new double[] { BASE, (slow > begin * length) ? 80 : 0, 0 };
				case SLOW -> new double[] { BASE, 20 * slow, 0 };
				case FAST -> new double[] { BASE, 100 * slow, 0 };
				case SLOW_DAILY -> new double[] { BASE + day, 20 * slow, 0 };
				case MEDIUM_SAW -> new double[] { BASE, 50 * slow, saw };
				case STAIRS -> new double[] { BASE, 50 * Math.floor(slow + offset), 0 };
				case WARM_UP_LEAK -> new double[] { warm, 50 * slow, 0 };
			};
		};
	}

	/** What is expected at a time. */
	@FunctionalInterface
	interface Curve {

		/**
		 * Return what is expected.
		 * @param hours the time
		 * @param slow the time, as the stretched shapes feel it
		 * @param length the length of the whole, stretched likewise
		 * @return what breathes, what stays, and what is dropped together
		 */
		double[] at(double hours, double slow, double length);

	}

}
