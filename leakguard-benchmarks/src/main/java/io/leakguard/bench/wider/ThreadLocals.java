package io.leakguard.bench.wider;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What pooled threads keep.
 */
public final class ThreadLocals {

	private ThreadLocals() {
	}

	/** W-D09: a list in a thread local of pooled threads that is never cleared. */
	public static class ThreadLocalList extends WiderCase {

		private static final ThreadLocal<List<Event>> EVENTS = ThreadLocal.withInitial(ArrayList::new);

		private final ExecutorService executor = Executors.newFixedThreadPool(4);

		/** The case. */
		public ThreadLocalList() {
			super("W-D09", Set.of("THREAD_LOCAL_NOT_REMOVED", "COLLECTION_GROWS"), "ThreadLocalList", "Event");
		}

		@Override
		public void step(long index) throws Exception {
			this.executor.submit(() -> {
				EVENTS.get().add(new Event());
				if (isMended()) {
					EVENTS.remove();
				}
			}).get();
		}

		static class Event {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends ThreadLocalList {

		}

	}

}
