package io.leakguard.bench.cases;

import com.google.common.eventbus.EventBus;
import com.google.common.eventbus.Subscribe;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A03: subscribers registered with a Guava event bus and never unregistered.
 */
public class A03EventBusSubscriber extends TwinCase {

	private @Nullable EventBus bus;

	/** The leak. */
	public A03EventBusSubscriber() {
		this(false);
	}

	A03EventBusSubscriber(boolean mended) {
		super("A03", mended, Set.of("LISTENER_NOT_REMOVED"), "Session");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.bus = context.getBean(EventBus.class);
	}

	@Override
	public void step(long index) {
		EventBus bus = Objects.requireNonNull(this.bus);
		Session session = new Session();
		bus.register(session);
		if (isMended()) {
			bus.unregister(session);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		EventBus bus() {
			return new EventBus();
		}

	}

	static class Session {

		final byte[] state = new byte[1024];

		@Subscribe
		void on(String event) {
			this.state[0]++;
		}

	}

	/** The same with the fix. */
	public static final class Mended extends A03EventBusSubscriber {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
