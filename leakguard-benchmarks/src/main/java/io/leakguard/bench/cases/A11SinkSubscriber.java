package io.leakguard.bench.cases;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

/**
 * A11: subscribers of a sink that are never disposed.
 */
public class A11SinkSubscriber extends TwinCase {

	private @Nullable Feed feed;

	/** The leak. */
	public A11SinkSubscriber() {
		this(false);
	}

	A11SinkSubscriber(boolean mended) {
		super("A11", mended, Set.of("SUBSCRIPTION_NOT_CANCELLED"), "View", "sink");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.feed = context.getBean(Feed.class);
	}

	@Override
	public void step(long index) {
		Feed feed = Objects.requireNonNull(this.feed);
		Disposable subscription = feed.onRequest();
		if (isMended()) {
			subscription.dispose();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		Feed feed() {
			return new Feed();
		}

	}

	static class Feed {

		private final Sinks.Many<String> sink = Sinks.many().multicast().directBestEffort();

		Disposable onRequest() {
			View view = new View();
			return this.sink.asFlux().subscribe(view::on);
		}

	}

	static class View {

		final byte[] state = new byte[1024];

		void on(String event) {
			this.state[0]++;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends A11SinkSubscriber {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
