package io.leakguard.autoconfigure.probe.jdbc;

import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.leakguard.autoconfigure.Range;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Auto-configuration of the probe of HikariCP pools.
 */
@AutoConfiguration
@Lazy
@ConditionalOnClass({ HikariDataSource.class, HikariPool.class, DelegatingDataSource.class })
@ConditionalOnProbe("hikari")
public final class HikariProbeAutoConfiguration {

	// a property that is out of range is to be told at the start
	@Bean
	@Lazy(false)
	static HikariPoolsProbe leakGuardHikariPoolsProbe(BeanFactory beanFactory, Environment environment) {
		Duration heldAfter = environment.getProperty("leakguard.probe.hikari.held-after", Duration.class,
				Duration.ofMinutes(1));
		boolean detection = environment.getProperty("leakguard.probe.hikari.leak-detection.enabled", Boolean.class,
				true);
		return new HikariPoolsProbe(beanFactory,
				Range.of(Duration.ofSeconds(1), Duration.ofDays(1)).check("probe.hikari.held-after", heldAfter),
				detection);
	}

}
