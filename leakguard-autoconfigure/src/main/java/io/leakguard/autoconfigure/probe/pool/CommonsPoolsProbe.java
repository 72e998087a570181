package io.leakguard.autoconfigure.probe.pool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import javax.management.JMException;
import javax.management.ObjectName;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.apache.commons.pool2.impl.BaseGenericObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Counts what is out of pools of Apache Commons Pool, as Jedis, Lettuce and many others
 * use them: those that are beans or fields of beans, and all others by the MBean that
 * each of them registers unless told not to.
 */
final class CommonsPoolsProbe implements Probe {

	private static final String PREFIX = "commons.pool.";

	/** More pools than any application has; more of them are a leak of their own. */
	private static final int MAX_POOLS = 64;

	private final HeldObjects<BaseGenericObjectPool<?>> held;

	private final JmxPools registered = new JmxPools();

	private final Map<String, PoolWatch> watches = new HashMap<>();

	@SuppressWarnings({ "unchecked", "rawtypes" })
	CommonsPoolsProbe(BeanFactory beanFactory) {
		this.held = new HeldObjects<>(beanFactory, (Class) BaseGenericObjectPool.class);
	}

	@Override
	public String name() {
		return "commons.pool";
	}

	@Override
	public void count(Census census) throws JMException {
		Set<String> present = new HashSet<>();
		Set<ObjectName> known = new HashSet<>();
		this.held.find().forEach((name, pool) -> {
			PoolReading reading = reading(pool);
			if (reading != null && !pool.isClosed()) {
				known.add(pool.getJmxName());
				present.add(name);
				watch(name, Culprit.ofType("pool `" + name + "`")).count(census, reading);
			}
		});
		this.registered.read((name, pool) -> {
			if (!known.contains(name) && present.size() < MAX_POOLS) {
				present.add(pool.name());
				watch(pool.name(), pool.culprit()).count(census, pool.reading());
			}
		});
		this.watches.keySet().retainAll(present);
	}

	private PoolWatch watch(String name, Culprit culprit) {
		return this.watches.computeIfAbsent(name, (absent) -> new PoolWatch(PREFIX + name, Unit.OBJECTS, culprit));
	}

	/** Not of subclasses that are neither: what they do is not known. */
	private static @Nullable PoolReading reading(BaseGenericObjectPool<?> pool) {
		if (pool instanceof GenericObjectPool<?> plain) {
			return new PoolReading(plain.getNumActive(), plain.getMaxTotal(), plain.getNumWaiters(),
					plain.getReturnedCount() + plain.getDestroyedCount());
		}
		if (pool instanceof GenericKeyedObjectPool<?, ?> keyed) {
			return new PoolReading(keyed.getNumActive(), keyed.getMaxTotal(), keyed.getNumWaiters(),
					keyed.getReturnedCount() + keyed.getDestroyedCount());
		}
		return null;
	}

}
