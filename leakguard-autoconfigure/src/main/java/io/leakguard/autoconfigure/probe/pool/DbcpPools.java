package io.leakguard.autoconfigure.probe.pool;

import java.util.Map;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.pool2.impl.GenericObjectPool;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds the pools of Apache Commons DBCP. A pool is made when it is first used, and
 * asking for it would make it.
 */
final class DbcpPools implements ConnectionPoolsProbe.Pools {

	private final HeldObjects<BasicDataSource> sources;

	DbcpPools(BeanFactory beanFactory) {
		this.sources = new HeldObjects<>(beanFactory, BasicDataSource.class);
	}

	@Override
	public void read(Map<String, PoolReading> readings) {
		PrivateField field = PrivateField.of(BasicDataSource.class, "connectionPool");
		this.sources.find().forEach((name, source) -> {
			if (field.get(source) instanceof GenericObjectPool<?> pool && !pool.isClosed()) {
				readings.put(name, new PoolReading(pool.getNumActive(), pool.getMaxTotal(), pool.getNumWaiters(),
						pool.getReturnedCount() + pool.getDestroyedCount()));
			}
		});
	}

}
