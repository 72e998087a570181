package io.leakguard.bench.wider;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestTemplate;

/**
 * What Spring, Logback and Micrometer keep for who registers it.
 */
public final class KeptByFrameworks {

	private KeptByFrameworks() {
	}

	/**
	 * W-A05: an appender per request stays attached to its logger. Seen in sbt/sbt#5731.
	 */
	public static class LogbackAppenders extends WiderCase {

		/** The case. */
		public LogbackAppenders() {
			super("W-A05", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "RequestAppender",
					"io.acme.orders");
		}

		@Override
		public void step(long index) {
			LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
			RequestAppender appender = new RequestAppender();
			appender.setContext(context);
			appender.start();
			context.getLogger("io.acme.orders").addAppender(appender);
			if (isMended()) {
				context.getLogger("io.acme.orders").detachAppender(appender);
			}
		}

		static class RequestAppender extends ListAppender<ILoggingEvent> {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends LogbackAppenders {

		}

	}

	/** W-A07: an interceptor added to a shared RestTemplate with each call. */
	public static class Interceptors extends WiderCase {

		private final RestTemplate restTemplate = new RestTemplate();

		/** The case. */
		public Interceptors() {
			super("W-A07", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "restTemplate",
					"RestTemplate", "Interceptors");
		}

		@Override
		public void step(long index) {
			if (isMended() && !this.restTemplate.getInterceptors().isEmpty()) {
				return;
			}
			String token = "token-" + index;
			ClientHttpRequestInterceptor interceptor = (request, body, execution) -> {
				request.getHeaders().setBearerAuth(token);
				return execution.execute(request, body);
			};
			this.restTemplate.getInterceptors().add(interceptor);
		}

		/** The same with the fix. */
		public static final class Mended extends Interceptors {

		}

	}

	/** W-A08: a property source added to the environment per tenant request. */
	public static class PropertySources extends WiderCase {

		private @Nullable MutablePropertySources sources;

		/** The case. */
		public PropertySources() {
			super("W-A08", Set.of("REGISTRY_GROWS", "COLLECTION_GROWS"), "ropertySource");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.sources = context.getEnvironment().getPropertySources();
		}

		@Override
		public void step(long index) {
			String name = isMended() ? "tenant" : "tenant-" + index;
			Objects.requireNonNull(this.sources)
				.addLast(new MapPropertySource(name, Map.of("limit", "" + index, "state", new byte[512])));
		}

		/** The same with the fix. */
		public static final class Mended extends PropertySources {

		}

	}

	/** W-A12: a listener for new meters added to the registry with each request. */
	public static class MeterListeners extends WiderCase {

		private @Nullable MeterRegistry registry;

		/** The case. */
		public MeterListeners() {
			super("W-A12", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "Dashboard",
					"MeterRegistry");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.registry = context.getBean(MeterRegistry.class);
		}

		@Override
		public void step(long index) {
			if (!isMended() || index == 0) {
				new Dashboard().watch(Objects.requireNonNull(this.registry));
			}
		}

		static class Dashboard {

			private final byte[] state = new byte[1024];

			void watch(MeterRegistry registry) {
				registry.config().onMeterAdded(this::added);
			}

			private void added(Meter meter) {
				this.state[0]++;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends MeterListeners {

		}

	}

	/** W-A13: a singleton registered per tenant at run time. */
	public static class SingletonPerTenant extends WiderCase {

		private @Nullable ConfigurableApplicationContext context;

		/** The case. */
		public SingletonPerTenant() {
			super("W-A13", Set.of("REGISTRY_GROWS"), "tenant", "spring.singletons");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { Config.class };
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@Override
		public void step(long index) {
			String name = "tenantService-" + (isMended() ? index % 3 : index);
			if (!Objects.requireNonNull(this.context).containsBean(name)) {
				this.context.getBeanFactory().registerSingleton(name, new TenantService());
			}
		}

		@Configuration(proxyBeanMethods = false)
		static class Config {

			@Bean
			TenantService defaultTenantService() {
				return new TenantService();
			}

		}

		static class TenantService {

			final byte[] settings = new byte[1024];

		}

		/** The same with the fix. */
		public static final class Mended extends SingletonPerTenant {

		}

	}

}
