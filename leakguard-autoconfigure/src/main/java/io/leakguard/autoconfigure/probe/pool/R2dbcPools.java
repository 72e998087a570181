package io.leakguard.autoconfigure.probe.pool;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.r2dbc.pool.ConnectionPool;
import reactor.pool.InstrumentedPool;
import reactor.pool.InstrumentedPool.PoolMetrics;
import reactor.pool.PoolMetricsRecorder;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds the pools of R2DBC. They tell what is out and who waits, but not what came back;
 * so their metrics recorder is wrapped, as it is told of each return.
 */
final class R2dbcPools implements ConnectionPoolsProbe.Pools {

	private static final String RECORDER = "metricsRecorder";

	private final HeldObjects<ConnectionPool> factories;

	private final Map<InstrumentedPool<?>, ReturnsRecorder> recorders = new IdentityHashMap<>();

	R2dbcPools(BeanFactory beanFactory) {
		this.factories = new HeldObjects<>(beanFactory, ConnectionPool.class);
	}

	@Override
	public void read(Map<String, PoolReading> readings) {
		PrivateField field = PrivateField.of(ConnectionPool.class, "connectionPool");
		Map<InstrumentedPool<?>, Boolean> present = new IdentityHashMap<>();
		this.factories.find().forEach((name, factory) -> {
			// the factory may be of a subclass of the application, the pool within is not
			if (field.get(factory) instanceof InstrumentedPool<?> pool && !pool.isDisposed()) {
				present.put(pool, true);
				PoolMetrics metrics = pool.metrics();
				int max = metrics.getMaxAllocatedSize();
				int acquired = metrics.acquiredSize();
				// while connections are being made, who waits does not wait for a return
				int waiting = (acquired >= max || max == Integer.MAX_VALUE) ? metrics.pendingAcquireSize() : 0;
				readings.put(name, new PoolReading(acquired, (max != Integer.MAX_VALUE) ? max : -1, waiting,
						this.recorders.computeIfAbsent(pool, R2dbcPools::record).returned()));
			}
		});
		this.recorders.keySet().retainAll(present.keySet());
	}

	/** Give the pools back the recorders they had. */
	@Override
	public void close() {
		this.recorders.forEach((pool, recorder) -> {
			PrivateField field = PrivateField.of(pool.getClass(), RECORDER);
			if (field.get(pool) == recorder) {
				field.set(pool, recorder.delegate());
			}
		});
		this.recorders.clear();
	}

	private static ReturnsRecorder record(InstrumentedPool<?> pool) {
		PrivateField field = PrivateField.of(pool.getClass(), RECORDER);
		PoolMetricsRecorder recorder = (PoolMetricsRecorder) Objects.requireNonNull(field.get(pool));
		if (recorder instanceof ReturnsRecorder known) {
			// the pool was out of sight for a while
			return known;
		}
		ReturnsRecorder added = new ReturnsRecorder(recorder);
		field.set(pool, added);
		return added;
	}

}
