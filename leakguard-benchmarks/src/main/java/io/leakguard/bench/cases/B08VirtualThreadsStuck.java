package io.leakguard.bench.cases;

import io.leakguard.bench.RequiresJava;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ConfigurableApplicationContext;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * B08: virtual threads that wait for something nobody completes.
 */
@RequiresJava(21)
public class B08VirtualThreadsStuck extends TwinCase {

	private @Nullable Handler handler;

	/** The leak. */
	public B08VirtualThreadsStuck() {
		this(false);
	}

	B08VirtualThreadsStuck(boolean mended) {
		super("B08", mended, Set.of("VIRTUAL_THREADS_STUCK"), "Handler");
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) {
		this.handler = new Handler();
	}

	@Override
	public void step(long index) throws Exception {
		Objects.requireNonNull(this.handler).handle(isMended());
	}

	static class Handler {

		// by reflection, because the project is compiled for Java 17
		private final ExecutorService executor;

		Handler() {
			try {
				this.executor = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
					.invoke(null);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

		void handle(boolean mended) {
			CountDownLatch reply = new CountDownLatch(mended ? 0 : 1);
			this.executor.submit(() -> {
				reply.await();
				return null;
			});
		}

	}

	/** The same with the fix. */
	@RequiresJava(21)
	public static final class Mended extends B08VirtualThreadsStuck {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
