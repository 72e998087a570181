package io.leakguard.bench.cases;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * B01: a thread pool per call, never shut down.
 */
public class B01ExecutorPerCall extends TwinCase {

	private @Nullable ReportService reports;

	/** The leak. */
	public B01ExecutorPerCall() {
		this(false);
	}

	B01ExecutorPerCall(boolean mended) {
		super("B01", mended, Set.of("EXECUTOR_NOT_SHUT_DOWN"), "ReportService.compute");
	}

	@Override
	public int stepsPerScan() {
		return 2;
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.reports = context.getBean(ReportService.class);
	}

	@Override
	public void step(long index) throws Exception {
		Objects.requireNonNull(this.reports).compute(isMended());
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		ReportService reportService() {
			return new ReportService();
		}

	}

	static class ReportService {

		long compute(boolean mended) throws Exception {
			ExecutorService executor = Executors.newFixedThreadPool(2);
			List<Future<Long>> parts = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				long part = i;
				parts.add(executor.submit(() -> part * part));
			}
			long sum = 0;
			for (Future<Long> part : parts) {
				sum += part.get();
			}
			if (mended) {
				executor.shutdown();
			}
			return sum;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends B01ExecutorPerCall {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
