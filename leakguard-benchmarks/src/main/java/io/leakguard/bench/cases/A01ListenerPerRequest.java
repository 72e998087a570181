package io.leakguard.bench.cases;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A01: an application listener added per request and never removed.
 */
public class A01ListenerPerRequest extends TwinCase {

	private @Nullable OrderService orders;

	/** The leak. */
	public A01ListenerPerRequest() {
		this(false);
	}

	A01ListenerPerRequest(boolean mended) {
		super("A01", mended, Set.of("LISTENER_NOT_REMOVED"), "OrderService");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.orders = context.getBean(OrderService.class);
	}

	@Override
	public void step(long index) {
		Objects.requireNonNull(this.orders).onRequest(isMended());
	}

	@Configuration(proxyBeanMethods = false)
	static class Config {

		@Bean
		OrderService orderService(ConfigurableApplicationContext context) {
			return new OrderService(context);
		}

	}

	static class OrderService {

		private final ConfigurableApplicationContext context;

		OrderService(ConfigurableApplicationContext context) {
			this.context = context;
		}

		void onRequest(boolean mended) {
			byte[] state = new byte[1024];
			ApplicationListener<PayloadApplicationEvent<String>> listener = (event) -> state[0]++;
			this.context.addApplicationListener(listener);
			if (mended) {
				this.context.removeApplicationListener(listener);
			}
		}

	}

	/** The same with the fix. */
	public static final class Mended extends A01ListenerPerRequest {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
