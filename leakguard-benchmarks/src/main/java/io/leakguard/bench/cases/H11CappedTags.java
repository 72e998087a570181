package io.leakguard.bench.cases;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * H11: input of high cardinality behind a meter filter.
 */
public class H11CappedTags extends HealthyCase {

	private @Nullable MeterRegistry registry;

	/** The healthy behaviour. */
	public H11CappedTags() {
		super("H11");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.registry = context.getBean(MeterRegistry.class);
	}

	@Override
	public void step(long index) {
		Objects.requireNonNull(this.registry).counter("http", "uri", "/u/" + index).increment();
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		MeterFilter cap() {
			return MeterFilter.maximumAllowableTags("http", "uri", 100, MeterFilter.deny());
		}

	}

}
