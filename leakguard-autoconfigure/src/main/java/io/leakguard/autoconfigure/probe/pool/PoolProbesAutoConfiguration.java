package io.leakguard.autoconfigure.probe.pool;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.autoconfigure.probe.HeldObjects;
import io.leakguard.autoconfigure.probe.PrivateField;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.tomcat.jdbc.pool.ConnectionPool;
import org.apache.tomcat.jdbc.pool.DataSourceProxy;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the probes of pools of Apache Commons Pool, Commons DBCP and
 * Tomcat JDBC.
 */
@AutoConfiguration
public final class PoolProbesAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.commons.pool2.impl.BaseGenericObjectPool")
	@ConditionalOnProbe("commons-pool")
	static class CommonsPool {

		@Bean
		CommonsPoolsProbe leakGuardCommonsPoolsProbe(BeanFactory beanFactory) {
			return new CommonsPoolsProbe(beanFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.commons.dbcp2.BasicDataSource")
	@ConditionalOnProbe("dbcp")
	static class Dbcp {

		@Bean
		JdbcPoolsProbe leakGuardDbcpPoolsProbe(BeanFactory beanFactory) {
			return dbcp(beanFactory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.tomcat.jdbc.pool.DataSourceProxy")
	@ConditionalOnProbe("tomcat-jdbc")
	static class TomcatJdbc {

		@Bean
		JdbcPoolsProbe leakGuardTomcatJdbcPoolsProbe(BeanFactory beanFactory) {
			return tomcat(beanFactory);
		}

	}

	/** A pool is made when it is first used, and asking for it would make it. */
	static JdbcPoolsProbe dbcp(BeanFactory beanFactory) {
		HeldObjects<BasicDataSource> sources = new HeldObjects<>(beanFactory, BasicDataSource.class);
		return new JdbcPoolsProbe("dbcp", (readings) -> {
			PrivateField field = PrivateField.of(BasicDataSource.class, "connectionPool");
			sources.find().forEach((name, source) -> {
				if (field.get(source) instanceof GenericObjectPool<?> pool && !pool.isClosed()) {
					readings.put(name, new PoolReading(pool.getNumActive(), pool.getMaxTotal(), pool.getNumWaiters(),
							pool.getReturnedCount() + pool.getDestroyedCount()));
				}
			});
		});
	}

	static JdbcPoolsProbe tomcat(BeanFactory beanFactory) {
		HeldObjects<DataSourceProxy> sources = new HeldObjects<>(beanFactory, DataSourceProxy.class);
		return new JdbcPoolsProbe("tomcat.jdbc", (readings) -> {
			PrivateField field = PrivateField.of(DataSourceProxy.class, "pool");
			sources.find().forEach((name, source) -> {
				if (field.get(source) instanceof ConnectionPool pool && !pool.isClosed()) {
					readings.put(name, new PoolReading(pool.getActive(), pool.getPoolProperties().getMaxActive(),
							pool.getWaitCount(), pool.getReturnedCount() + pool.getReleasedCount()));
				}
			});
		});
	}

}
