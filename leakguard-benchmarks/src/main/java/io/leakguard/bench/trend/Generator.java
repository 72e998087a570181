package io.leakguard.bench.trend;

import java.util.Random;

import io.leakguard.population.Unit;

/**
 * Makes series of a form, the same ones for the same seed.
 */
final class Generator {

	/** Mean life of members that come and go, as a share of six hours stretched. */
	private static final double LIFE_HOURS = 1.0 / 6;

	private final Form form;

	private final Span span;

	Generator(Form form, Span span) {
		this.form = form;
		this.span = span;
	}

	/** Megabytes under noise. */
	Series bytes(long seed) {
		Random random = new Random(seed);
		Form.Curve curve = this.form.draw(random);
		int size = this.span.samples();
		double[] seconds = new double[size];
		double[] values = new double[size];
		double correlation = (this.form == Form.WHITE) ? 0 : (this.form == Form.WAVES) ? 0.95 : 0.6;
		double deviation = (this.form == Form.WAVES) ? 15 : 5;
		double noise = deviation * random.nextGaussian();
		for (int i = 0; i < size; i++) {
			double[] parts = at(curve, i);
			noise = correlation * noise + deviation * Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
			seconds[i] = (i + 1) * this.span.interval().toMillis() / 1000.0;
			values[i] = Math.max(0, parts[0] + parts[1] + parts[2] + noise);
		}
		return new Series(Unit.BYTES, seconds, values, null);
	}

	/** Members that are born and die. */
	Series counts(long seed) {
		Random random = new Random(seed);
		Form.Curve curve = this.form.draw(random);
		int size = this.span.samples();
		double[] seconds = new double[size];
		double[] values = new double[size];
		long[] ended = new long[size];
		double dies = 1 - Math.exp(-this.span.stepHours() / this.span.stretch() / LIFE_HOURS);
		double[] before = at(curve, 0);
		long alive = poisson(random, before[0]);
		long gone = 0;
		double teeth = 0;
		for (int i = 0; i < size; i++) {
			double[] parts = at(curve, i);
			long deaths = binomial(random, alive, dies);
			alive += poisson(random, Math.max(0, parts[0] - before[0] * (1 - dies))) - deaths;
			gone += deaths + Math.round(Math.max(0, teeth - parts[2]));
			teeth = parts[2];
			before = parts;
			seconds[i] = (i + 1) * this.span.interval().toMillis() / 1000.0;
			values[i] = alive + Math.floor(parts[1]) + Math.floor(parts[2]);
			ended[i] = gone;
		}
		return new Series(Unit.OBJECTS, seconds, values, ended);
	}

	private double[] at(Form.Curve curve, int index) {
		double hours = index * this.span.stepHours();
		double length = this.span.samples() * this.span.stepHours() / this.span.stretch();
		return curve.at(hours, hours / this.span.stretch(), length);
	}

	static long poisson(Random random, double mean) {
		if (mean > 50) {
			return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
		}
		double limit = Math.exp(-mean);
		double product = random.nextDouble();
		long count = 0;
		while (product > limit) {
			product *= random.nextDouble();
			count++;
		}
		return count;
	}

	static long binomial(Random random, long trials, double chance) {
		double mean = trials * chance;
		if (mean > 30 && trials - mean > 30) {
			return Math.max(0,
					Math.min(trials, Math.round(mean + Math.sqrt(mean * (1 - chance)) * random.nextGaussian())));
		}
		long count = 0;
		for (long i = 0; i < trials; i++) {
			count += (random.nextDouble() < chance) ? 1 : 0;
		}
		return count;
	}

}
