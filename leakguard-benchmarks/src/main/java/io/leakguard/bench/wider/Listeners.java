package io.leakguard.bench.wider;

import java.beans.PropertyChangeListener;
import java.beans.PropertyChangeSupport;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.DoubleConsumer;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Listeners, callbacks and registries.
 */
public final class Listeners {

	private Listeners() {
	}

	/**
	 * W-A01: a listener per view on the property changes of a singleton. Seen in
	 * JFormDesigner/FlatLaf#471, apache/netbeans#848.
	 */
	public static class PropertyChange extends WiderCase {

		private final Account account = new Account();

		/** The case. */
		public PropertyChange() {
			super("W-A01", Set.of("LISTENER_NOT_REMOVED", "COLLECTION_GROWS"), "BalanceView", "Account");
		}

		@Override
		public void step(long index) {
			BalanceView view = new BalanceView();
			this.account.changes.addPropertyChangeListener("balance", view);
			if (isMended()) {
				this.account.changes.removePropertyChangeListener("balance", view);
			}
		}

		static class Account {

			final PropertyChangeSupport changes = new PropertyChangeSupport(this);

		}

		static class BalanceView implements PropertyChangeListener {

			final byte[] pixels = new byte[1024];

			@Override
			public void propertyChange(java.beans.PropertyChangeEvent event) {
				this.pixels[0]++;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends PropertyChange {

		}

	}

	/** W-A02: callbacks in a static list of a class that is no bean. */
	public static class StaticCallbacks extends WiderCase {

		/** The case. */
		public StaticCallbacks() {
			super("W-A02", Set.of("LISTENER_NOT_REMOVED", "COLLECTION_GROWS"), "PriceFeed", "Quote");
		}

		@Override
		public void step(long index) {
			new Quote().open(isMended());
		}

		static final class PriceFeed {

			private static final List<DoubleConsumer> CALLBACKS = new CopyOnWriteArrayList<>();

		}

		static class Quote {

			private double last;

			private final byte[] history = new byte[1024];

			void open(boolean mended) {
				DoubleConsumer callback = (price) -> this.last = price + this.history[0];
				PriceFeed.CALLBACKS.add(callback);
				if (mended) {
					PriceFeed.CALLBACKS.remove(callback);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends StaticCallbacks {

		}

	}

	/** W-A03: a notification listener per request on a platform MXBean. */
	public static class JmxNotifications extends WiderCase {

		/** The case. */
		public JmxNotifications() {
			super("W-A03", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "MemoryWatch");
		}

		@Override
		public void step(long index) throws Exception {
			new MemoryWatch().start(isMended());
		}

		static class MemoryWatch {

			private final byte[] state = new byte[1024];

			void start(boolean mended) throws Exception {
				NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
				NotificationListener listener = (notification, handback) -> this.state[0]++;
				memory.addNotificationListener(listener, null, null);
				if (mended) {
					memory.removeNotificationListener(listener);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends JmxNotifications {

		}

	}

	/**
	 * W-A04: a shutdown hook per instance. Seen in apache/gobblin#802,
	 * palantir/atlasdb#3653, spring-cloud/spring-cloud-config#152.
	 */
	public static class ShutdownHooks extends WiderCase {

		/** The case. */
		public ShutdownHooks() {
			super("W-A04", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "TempStore",
					"ApplicationShutdownHooks", "shutdownHook");
		}

		@Override
		public void step(long index) {
			new TempStore().open(isMended());
		}

		static class TempStore {

			private final byte[] index = new byte[1024];

			void open(boolean mended) {
				Thread hook = new Thread(() -> this.index[0]++, "temp-store-cleanup");
				Runtime.getRuntime().addShutdownHook(hook);
				if (mended) {
					Runtime.getRuntime().removeShutdownHook(hook);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends ShutdownHooks {

		}

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

	/** W-A06: a handler per request stays with its java.util.logging logger. */
	public static class JulHandlers extends WiderCase {

		private static final java.util.logging.Logger LOGGER = java.util.logging.Logger.getLogger("io.acme.audit");

		/** The case. */
		public JulHandlers() {
			super("W-A06", Set.of("LISTENER_NOT_REMOVED", "REGISTRY_GROWS", "COLLECTION_GROWS"), "AuditHandler",
					"io.acme.audit", "LOGGER");
		}

		@Override
		public void step(long index) {
			AuditHandler handler = new AuditHandler();
			LOGGER.addHandler(handler);
			if (isMended()) {
				LOGGER.removeHandler(handler);
			}
		}

		static class AuditHandler extends java.util.logging.Handler {

			final byte[] state = new byte[512];

			@Override
			public void publish(java.util.logging.LogRecord record) {
				this.state[0]++;
			}

			@Override
			public void flush() {
			}

			@Override
			public void close() {
			}

		}

		/** The same with the fix. */
		public static final class Mended extends JulHandlers {

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

	/** W-A09: listeners that form a chain of their own; no collection holds them. */
	public static class ListenerChain extends WiderCase {

		private final Meteor meteor = new Meteor();

		/** The case. */
		public ListenerChain() {
			super("W-A09", Set.of("LISTENER_NOT_REMOVED", "COLLECTION_GROWS", "HEAP_GROWS"), "ChainedListener");
		}

		@Override
		public void step(long index) {
			this.meteor.listener = new ChainedListener(isMended() ? null : this.meteor.listener);
		}

		static class Meteor {

			private @Nullable ChainedListener listener;

		}

		static class ChainedListener {

			private final @Nullable ChainedListener next;

			private final byte[] state = new byte[512];

			ChainedListener(@Nullable ChainedListener next) {
				this.next = next;
			}

			void on(String event) {
				this.state[0]++;
				if (this.next != null) {
					this.next.on(event);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends ListenerChain {

		}

	}

	/** W-A10: subscribers of a Flow publisher that never cancel. */
	public static class FlowSubscribers extends WiderCase {

		private final SubmissionPublisher<String> prices = new SubmissionPublisher<>();

		/** The case. */
		public FlowSubscribers() {
			super("W-A10", Set.of("SUBSCRIPTION_NOT_CANCELLED", "LISTENER_NOT_REMOVED", "COLLECTION_GROWS"), "Ticker",
					"prices");
		}

		@Override
		public void step(long index) {
			this.prices.subscribe(new Ticker(isMended()));
		}

		static class Ticker implements Flow.Subscriber<String> {

			private final byte[] state = new byte[512];

			private final boolean cancel;

			Ticker(boolean cancel) {
				this.cancel = cancel;
			}

			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				if (this.cancel) {
					subscription.cancel();
				}
				else {
					subscription.request(Long.MAX_VALUE);
				}
			}

			@Override
			public void onNext(String item) {
				this.state[0]++;
			}

			@Override
			public void onError(Throwable throwable) {
			}

			@Override
			public void onComplete() {
			}

		}

		/** The same with the fix. */
		public static final class Mended extends FlowSubscribers {

		}

	}

	/** W-A11: a deferred result that timed out long ago is still waited for. */
	public static class DeferredResults extends WiderCase {

		private final HttpClient http = HttpClient.newHttpClient();

		private URI orders = URI.create("http://localhost");

		/** The case. */
		public DeferredResults() {
			super("W-A11", Set.of("SESSION_RETAINED", "COLLECTION_GROWS"), "OrderController", "DeferredResult");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { OrderController.class };
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("acme.mended", isMended(), "logging.level.org.apache.catalina", "off",
					"logging.level.org.springframework.web", "off");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.orders = URI.create("http://localhost:"
					+ context.getEnvironment().getRequiredProperty("local.server.port") + "/orders");
		}

		@Override
		public void step(long index) {
			this.http.sendAsync(HttpRequest.newBuilder(this.orders).build(), BodyHandlers.discarding());
		}

		@RestController
		static class OrderController {

			private final Map<Long, DeferredResult<String>> waiting = new ConcurrentHashMap<>();

			private final boolean mended;

			private long id;

			OrderController(org.springframework.core.env.Environment environment) {
				this.mended = environment.getRequiredProperty("acme.mended", Boolean.class);
			}

			@GetMapping("/orders")
			synchronized DeferredResult<String> order() {
				long id = this.id++;
				DeferredResult<String> result = new DeferredResult<>(300L, "late");
				this.waiting.put(id, result);
				if (this.mended) {
					result.onCompletion(() -> this.waiting.remove(id));
				}
				return result;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends DeferredResults {

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
