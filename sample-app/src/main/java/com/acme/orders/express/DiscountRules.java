package com.acme.orders.express;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntUnaryOperator;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.stereotype.Component;

/**
 * Loads the discount rule anew for each order, in a class loader of its own. Its leak: a
 * thread that the rule started goes on waiting and holds the loader.
 */
@Component
class DiscountRules implements ExpressStep {

	private final LeakSwitches leaks;

	DiscountRules(LeakSwitches leaks) {
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		if (!this.leaks.isOn(Leak.CLASS_LOADER)) {
			return;
		}
		RuleLoader loader = new RuleLoader();
		IntUnaryOperator rule = loader.rule();
		Thread watcher = new Thread(() -> waitFor(rule), "discount-watcher");
		watcher.setContextClassLoader(loader);
		watcher.setDaemon(true);
		watcher.start();
	}

	private static void waitFor(IntUnaryOperator rule) {
		try {
			new CountDownLatch(rule.applyAsInt(1)).await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** A rule that is loaded by a loader of its own. */
	public static final class HalfPrice implements IntUnaryOperator {

		@Override
		public int applyAsInt(int price) {
			return (price + 1) / 2;
		}

	}

	private static final class RuleLoader extends ClassLoader {

		private RuleLoader() {
			super("discounts", DiscountRules.class.getClassLoader());
		}

		private IntUnaryOperator rule() {
			String name = HalfPrice.class.getName();
			try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] code = (in != null) ? in.readAllBytes() : new byte[0];
				Class<?> type = defineClass(name, code, 0, code.length);
				return (IntUnaryOperator) type.getConstructor().newInstance();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
