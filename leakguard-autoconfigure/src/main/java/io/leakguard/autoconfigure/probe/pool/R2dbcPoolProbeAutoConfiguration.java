package io.leakguard.autoconfigure.probe.pool;

import io.leakguard.autoconfigure.probe.ConditionalOnProbe;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of pools of R2DBC.
 */
@AutoConfiguration
@ConditionalOnClass(name = { "io.r2dbc.pool.ConnectionPool", "reactor.pool.InstrumentedPool" })
@ConditionalOnProbe("r2dbc-pool")
public final class R2dbcPoolProbeAutoConfiguration {

	@Bean
	Probe leakGuardR2dbcPoolsProbe(BeanFactory beanFactory) {
		return new ConnectionPoolsProbe("r2dbc.pool", "connection factory", Unit.CONNECTIONS,
				new R2dbcPools(beanFactory));
	}

}
