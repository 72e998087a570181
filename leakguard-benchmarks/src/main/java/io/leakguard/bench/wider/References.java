package io.leakguard.bench.wider;

import java.lang.ref.Cleaner;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * References, reference queues, cleaners and finalizers.
 */
public final class References {

	private References() {
	}

	/** W-E01: a list of weak listeners that nobody ever purges. */
	public static class WeakListeners extends WiderCase {

		private final List<WeakReference<Runnable>> listeners = new ArrayList<>();

		/** The case. */
		public WeakListeners() {
			super("W-E01", Set.of("COLLECTION_GROWS", "LISTENER_NOT_REMOVED"), "listeners");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			byte[] state = new byte[1024];
			this.listeners.add(new WeakReference<>(() -> state[0]++));
			if (isMended()) {
				this.listeners.removeIf((listener) -> listener.refersTo(null));
			}
		}

		/** The same with the fix. */
		public static final class Mended extends WeakListeners {

		}

	}

	/** W-E02: phantom references whose queue nobody reads. */
	public static class QueueNotDrained extends WiderCase {

		private final Buffers buffers = new Buffers();

		/** The case. */
		public QueueNotDrained() {
			super("W-E02", Set.of("REFERENCE_QUEUE_NOT_DRAINED", "COLLECTION_GROWS"), "uffers", "BufferReference");
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			this.buffers.open(isMended());
		}

		static class Buffers {

			private final ReferenceQueue<byte[]> queue = new ReferenceQueue<>();

			private final Set<BufferReference> references = ConcurrentHashMap.newKeySet();

			void open(boolean mended) {
				byte[] buffer = new byte[1024];
				this.references.add(new BufferReference(buffer, this.queue));
				if (mended) {
					Object ended;
					while ((ended = this.queue.poll()) != null) {
						this.references.remove(ended);
					}
				}
			}

		}

		static class BufferReference extends PhantomReference<byte[]> {

			private final byte[] handle = new byte[64];

			BufferReference(byte[] buffer, ReferenceQueue<byte[]> queue) {
				super(buffer, queue);
			}

			int handle() {
				return this.handle[0];
			}

		}

		/** The same with the fix. */
		public static final class Mended extends QueueNotDrained {

		}

	}

	/** W-E03: the cleaning action is an inner class and so holds what it waits for. */
	public static class CleanerInnerClass extends WiderCase {

		/** The case. */
		public CleanerInnerClass() {
			super("W-E03", Set.of("CLEANER_HOLDS_REFERENT"), "Texture");
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			new Texture(isMended());
		}

		static class Texture {

			private static final Cleaner CLEANER = Cleaner.create();

			private final byte[] pixels = new byte[1024];

			private int handle;

			Texture(boolean mended) {
				CLEANER.register(this, mended ? new Free() : new FreeOfThis());
			}

			private class FreeOfThis implements Runnable {

				@Override
				public void run() {
					Texture.this.handle = Texture.this.pixels[0];
				}

			}

			private static class Free implements Runnable {

				@Override
				public void run() {
				}

			}

		}

		/** The same with the fix. */
		public static final class Mended extends CleanerInnerClass {

		}

	}

	/** W-E04: one finalizer that waits for ever; all others wait behind it. */
	public static class BlockedFinalizer extends WiderCase {

		private static final CountDownLatch NEVER = new CountDownLatch(1);

		/** The case. */
		public BlockedFinalizer() {
			super("W-E04", Set.of("FINALIZER_BACKLOG"), "Native");
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			new NativeHandle(index == 50 && !isMended());
		}

		static class NativeHandle {

			final byte[] state = new byte[1024];

			private final boolean blocks;

			NativeHandle(boolean blocks) {
				this.blocks = blocks;
			}

			@Override
			@SuppressWarnings({ "deprecation", "removal" })
			protected void finalize() throws InterruptedException {
				if (this.blocks) {
					NEVER.await();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends BlockedFinalizer {

		}

	}

	/** W-E05: soft values are no bound: the entries of ever-new keys stay. */
	public static class SoftValues extends WiderCase {

		private final Map<String, SoftReference<byte[]>> pages = new ConcurrentHashMap<>();

		/** The case. */
		public SoftValues() {
			super("W-E05", Set.of("COLLECTION_GROWS", "CACHE_UNBOUNDED"), "pages");
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			String url = "/page?session=" + (isMended() ? index % 30 : index);
			this.pages.computeIfAbsent(url, (missing) -> new SoftReference<>(new byte[2048]));
		}

		/** The same with the fix. */
		public static final class Mended extends SoftValues {

		}

	}

}
