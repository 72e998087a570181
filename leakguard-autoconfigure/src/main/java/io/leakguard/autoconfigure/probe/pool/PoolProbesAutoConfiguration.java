package io.leakguard.autoconfigure.probe.pool;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of the probes of pools of Apache Commons Pool, Commons DBCP, Tomcat
 * JDBC, R2DBC and Pooled JMS.
 */
@AutoConfiguration
@ConditionalOnLeakGuard
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
		ConnectionPoolsProbe leakGuardDbcpPoolsProbe(BeanFactory beanFactory) {
			return new ConnectionPoolsProbe("dbcp", "data source", Unit.CONNECTIONS, new DbcpPools(beanFactory));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.apache.tomcat.jdbc.pool.DataSourceProxy")
	@ConditionalOnProbe("tomcat-jdbc")
	static class TomcatJdbc {

		@Bean
		ConnectionPoolsProbe leakGuardTomcatJdbcPoolsProbe(BeanFactory beanFactory) {
			return new ConnectionPoolsProbe("tomcat.jdbc", "data source", Unit.CONNECTIONS,
					new TomcatPools(beanFactory));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = { "io.r2dbc.pool.ConnectionPool", "reactor.pool.InstrumentedPool" })
	@ConditionalOnProbe("r2dbc-pool")
	static class R2dbcPool {

		@Bean
		ConnectionPoolsProbe leakGuardR2dbcPoolsProbe(BeanFactory beanFactory) {
			return new ConnectionPoolsProbe("r2dbc.pool", "connection factory", Unit.CONNECTIONS,
					new R2dbcPools(beanFactory));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = { "org.messaginghub.pooled.jms.JmsPoolConnectionFactory",
			"org.apache.commons.pool2.impl.GenericKeyedObjectPool", "jakarta.jms.ConnectionFactory" })
	@ConditionalOnProbe("jms-pool")
	static class JmsPool {

		@Bean
		ConnectionPoolsProbe leakGuardJmsPoolsProbe(BeanFactory beanFactory) {
			return new ConnectionPoolsProbe("jms.pool", "connection factory", Unit.OBJECTS, new JmsPools(beanFactory));
		}

	}

}
