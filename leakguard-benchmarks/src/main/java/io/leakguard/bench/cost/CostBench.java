package io.leakguard.bench.cost;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link PairBenchmark} with 1, 2 and 16 threads and then {@link HandleMemory}.
 */
public final class CostBench {

	private static final int[] THREADS = { 1, 2, 16 };

	private CostBench() {
	}

	/**
	 * Run.
	 * @param args none
	 * @throws RunnerException if JMH fails
	 */
	public static void main(String[] args) throws RunnerException {
		for (int threads : THREADS) {
			System.out.println("== " + threads + " thread(s)");
			new Runner(new OptionsBuilder().include(PairBenchmark.class.getName())
				.threads(threads)
				.addProfiler(GCProfiler.class)
				.build()).run();
		}
		HandleMemory.main(args);
	}

}
