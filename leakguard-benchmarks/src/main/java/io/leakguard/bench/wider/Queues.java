package io.leakguard.bench.wider;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Sinks;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * Queues, buffers and histories that nobody empties, those of executors included.
 */
public final class Queues {

	private Queues() {
	}

	/** W-D06: a history three objects away from the bean. */
	public static class NestedHistory extends WiderCase {

		private final Gateway gateway = new Gateway();

		/** The case. */
		public NestedHistory() {
			super("W-D06", Set.of("COLLECTION_GROWS", "QUEUE_GROWS"), "Trace", "history");
		}

		@Override
		public void step(long index) {
			this.gateway.client.trace.record("call " + index, isMended());
		}

		static class Gateway {

			private final Client client = new Client();

		}

		static class Client {

			private final Trace trace = new Trace();

		}

		static class Trace {

			private final Deque<String> history = new ArrayDeque<>();

			void record(String event, boolean mended) {
				this.history.addLast(event + " at " + System.nanoTime());
				if (mended && this.history.size() > 50) {
					this.history.removeFirst();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends NestedHistory {

		}

	}

	/** W-D18: a sink that replays all it ever saw. */
	public static class ReplayAll extends WiderCase {

		private final Sinks.Many<Tick> ticks = isMended() ? Sinks.many().replay().limit(50)
				: Sinks.many().replay().all();

		/** The case. */
		public ReplayAll() {
			super("W-D18", Set.of("COLLECTION_GROWS", "QUEUE_GROWS", "HEAP_GROWS"), "Tick", "ticks");
		}

		@Override
		public void step(long index) {
			this.ticks.tryEmitNext(new Tick());
		}

		static class Tick {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends ReplayAll {

		}

	}

	/** W-D19: a sink with a buffer and nobody who reads from it. */
	public static class BufferWithoutReader extends WiderCase {

		private final Sinks.Many<Tick> ticks = Sinks.many().unicast().onBackpressureBuffer();

		/** The case. */
		public BufferWithoutReader() {
			super("W-D19", Set.of("QUEUE_GROWS", "COLLECTION_GROWS", "HEAP_GROWS"), "Tick", "ticks");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			if (isMended()) {
				this.ticks.asFlux().subscribe();
			}
		}

		@Override
		public void step(long index) {
			this.ticks.tryEmitNext(new Tick());
		}

		static class Tick {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends BufferWithoutReader {

		}

	}

	/** W-D20: a queue whose consumer has died. */
	public static class QueueWithoutConsumer extends WiderCase {

		private final java.util.Queue<AuditEvent> outbox = new java.util.concurrent.ConcurrentLinkedQueue<>();

		/** The case. */
		public QueueWithoutConsumer() {
			super("W-D20", Set.of("QUEUE_GROWS", "COLLECTION_GROWS"), "outbox");
		}

		@Override
		public void step(long index) {
			this.outbox.add(new AuditEvent());
			if (isMended()) {
				this.outbox.poll();
			}
		}

		static class AuditEvent {

			final byte[] state = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends QueueWithoutConsumer {

		}

	}

	/**
	 * W-B04: an executor with an unbounded queue and one slow consumer. Seen in
	 * chinabugotech/hutool#754, segmentio/analytics-java#239.
	 */
	public static class SlowConsumer extends WiderCase {

		private final Mailer mailer = new Mailer();

		/** The case. */
		public SlowConsumer() {
			super("W-B04", Set.of("QUEUE_GROWS", "COLLECTION_GROWS"), "ailer");
		}

		@Override
		public void step(long index) {
			this.mailer.send(new byte[512], isMended());
		}

		static class Mailer {

			private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
				Thread thread = new Thread(task, "mailer");
				thread.setDaemon(true);
				return thread;
			});

			void send(byte[] mail, boolean mended) {
				this.executor.execute(() -> {
					mail[0]++;
					LockSupport.parkNanos(mended ? 20_000_000 : 400_000_000);
				});
			}

		}

		/** The same with the fix. */
		public static final class Mended extends SlowConsumer {

		}

	}

	/** W-B12: asynchronous methods on the default executor, faster than it works. */
	public static class AsyncBacklog extends WiderCase {

		private @Nullable Reports reports;

		/** The case. */
		public AsyncBacklog() {
			super("W-B12", Set.of("QUEUE_GROWS"), "applicationTaskExecutor", "Reports");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { Config.class };
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.reports = context.getBean(Reports.class);
		}

		@Override
		public int stepsPerScan() {
			return 10;
		}

		@Override
		public void step(long index) {
			Objects.requireNonNull(this.reports).build(isMended() ? 50 : 1500);
		}

		@Configuration(proxyBeanMethods = false)
		@EnableAsync
		static class Config {

			@Bean
			Reports reports() {
				return new Reports();
			}

		}

		static class Reports {

			@Async
			public void build(long millis) {
				LockSupport.parkNanos(millis * 1_000_000);
			}

		}

		/** The same with the fix. */
		public static final class Mended extends AsyncBacklog {

		}

	}

}
