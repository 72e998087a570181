package io.leakguard.autoconfigure.probe.pool;

import java.util.Map;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.jspecify.annotations.Nullable;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds the pools of JMS sessions of Pooled JMS. A factory shares a few connections, each
 * of which has a pool of sessions; both are pools of Apache Commons Pool that register no
 * MBean. The sessions of all connections of a factory are counted together.
 */
final class JmsPools implements ConnectionPoolsProbe.Pools {

	private final HeldObjects<JmsPoolConnectionFactory> factories;

	JmsPools(BeanFactory beanFactory) {
		this.factories = new HeldObjects<>(beanFactory, JmsPoolConnectionFactory.class);
	}

	@Override
	public void read(Map<String, PoolReading> readings) {
		PrivateField field = PrivateField.of(JmsPoolConnectionFactory.class, "connectionsPool");
		this.factories.find().forEach((name, factory) -> {
			// made when the factory is first used; asking for it would make it
			if (field.get(factory) instanceof GenericKeyedObjectPool<?, ?> connections && !connections.isClosed()) {
				PoolReading sessions = sessions(connections);
				if (sessions.max() != 0) {
					readings.put(name, sessions);
				}
			}
		});
	}

	private static PoolReading sessions(GenericKeyedObjectPool<?, ?> connections) {
		PoolReading sum = new PoolReading(0, 0, 0, 0);
		if (read(connections, "poolMap") instanceof Map<?, ?> byUser) {
			for (Object deque : byUser.values()) {
				if (read(deque, "allObjects") instanceof Map<?, ?> pooled) {
					for (Object each : pooled.values()) {
						sum = plus(sum, (each instanceof PooledObject<?> object) ? object.getObject() : null);
					}
				}
			}
		}
		return sum;
	}

	private static PoolReading plus(PoolReading sum, @Nullable Object connection) {
		if (connection == null || !(read(connection, "sessionPool") instanceof GenericKeyedObjectPool<?, ?> sessions)) {
			return sum;
		}
		// the bound is of each key, such as the transacted ones, the numbers are of all
		// keys
		int max = sessions.getMaxTotalPerKey() * Math.max(1, sessions.getNumActivePerKey().size());
		return new PoolReading(sum.active() + sessions.getNumActive(),
				(max < 0 || sum.max() < 0) ? -1 : sum.max() + max, sum.waiting() + sessions.getNumWaiters(),
				sum.returned() + sessions.getReturnedCount() + sessions.getDestroyedCount());
	}

	private static @Nullable Object read(Object target, String name) {
		PrivateField field = PrivateField.find(target.getClass(), name);
		return (field != null) ? field.get(target) : null;
	}

}
