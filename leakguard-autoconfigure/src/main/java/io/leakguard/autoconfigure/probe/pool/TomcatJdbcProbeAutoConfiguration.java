package io.leakguard.autoconfigure.probe.pool;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of data sources of Tomcat JDBC.
 */
@AutoConfiguration
@ConditionalOnClass(name = "org.apache.tomcat.jdbc.pool.DataSourceProxy")
@ConditionalOnProbe("tomcat-jdbc")
public final class TomcatJdbcProbeAutoConfiguration {

	@Bean
	Probe leakGuardTomcatJdbcPoolsProbe(BeanFactory beanFactory) {
		return new ConnectionPoolsProbe("tomcat.jdbc", "data source", Unit.CONNECTIONS, new TomcatPools(beanFactory));
	}

}
