package io.leakguard.autoconfigure.probe.pool;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of data sources of Commons DBCP.
 */
@AutoConfiguration
@ConditionalOnClass(name = "org.apache.commons.dbcp2.BasicDataSource")
@ConditionalOnProbe("dbcp")
public final class DbcpProbeAutoConfiguration {

	@Bean
	Probe leakGuardDbcpPoolsProbe(BeanFactory beanFactory) {
		return new ConnectionPoolsProbe("dbcp", "data source", Unit.CONNECTIONS, new DbcpPools(beanFactory));
	}

}
