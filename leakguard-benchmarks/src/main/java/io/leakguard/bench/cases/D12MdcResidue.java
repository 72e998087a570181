package io.leakguard.bench.cases;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * D12: MDC keys put by pooled threads and never removed.
 */
public class D12MdcResidue extends TwinCase {

	private @Nullable ExecutorService pool;

	/** The leak. */
	public D12MdcResidue() {
		this(false);
	}

	D12MdcResidue(boolean mended) {
		super("D12", mended, Set.of("THREAD_LOCAL_NOT_REMOVED"), "MDC", "req-", "mdc");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.pool = context.getBean("requestPool", ExecutorService.class);
	}

	@Override
	public void step(long index) throws Exception {
		Objects.requireNonNull(this.pool).submit(() -> {
			MDC.put("req-" + index, "payload");
			if (isMended()) {
				MDC.clear();
			}
		}).get();
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		ExecutorService requestPool() {
			return Executors.newFixedThreadPool(2);
		}

	}

	/** The same with the fix. */
	public static final class Mended extends D12MdcResidue {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
