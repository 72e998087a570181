package io.leakguard.autoconfigure.probe.pool;

import java.util.Map;

import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;

import org.springframework.beans.factory.BeanFactory;

/**
 * Finds the pools of Tomcat JDBC. A pool is made when it is first used, and asking for it
 * would make it.
 */
final class TomcatPools implements ConnectionPoolsProbe.Pools {

	private final HeldObjects<DataSourceProxy> sources;

	TomcatPools(BeanFactory beanFactory) {
		this.sources = new HeldObjects<>(beanFactory, DataSourceProxy.class);
	}

	@Override
	public void read(Map<String, PoolReading> readings) {
		PrivateField field = PrivateField.of(DataSourceProxy.class, "pool");
		this.sources.find().forEach((name, source) -> {
			if (field.get(source) instanceof ConnectionPool pool && !pool.isClosed()) {
				readings.put(name, new PoolReading(pool.getActive(), pool.getPoolProperties().getMaxActive(),
						pool.getWaitCount(), pool.getReturnedCount() + pool.getReleasedCount()));
			}
		});
	}

}
