package io.leakguard.autoconfigure.probe.pool;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

/**
 * Counts the connections or sessions that are out of pools of one make.
 */
final class ConnectionPoolsProbe implements Probe, AutoCloseable {

	private final String name;

	private final String what;

	private final Unit unit;

	private final Pools pools;

	private final Map<String, PoolWatch> watches = new HashMap<>();

	/**
	 * Create a probe.
	 * @param name the name of the make
	 * @param what what the application calls such a pool
	 * @param unit what a pool has
	 * @param pools finds the pools
	 */
	ConnectionPoolsProbe(String name, String what, Unit unit, Pools pools) {
		this.name = name;
		this.what = what;
		this.unit = unit;
		this.pools = pools;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public synchronized void count(Census census) {
		Map<String, PoolReading> present = new LinkedHashMap<>();
		this.pools.read(present);
		this.watches.keySet().retainAll(present.keySet());
		present.forEach(
				(pool, reading) -> this.watches
					.computeIfAbsent(pool,
							(absent) -> new PoolWatch(this.name + "." + pool, this.unit,
									Culprit.ofType(this.what + " `" + pool + "`")))
					.count(census, reading));
	}

	@Override
	public synchronized void close() {
		this.pools.close();
	}

	/** Finds the pools of a make. */
	interface Pools {

		/**
		 * Read the pools that exist.
		 * @param readings takes them by name
		 */
		void read(Map<String, PoolReading> readings);

		/** Let go of the pools. */
		default void close() {
		}

	}

}
