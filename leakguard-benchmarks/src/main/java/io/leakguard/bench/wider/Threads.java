package io.leakguard.bench.wider;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.leakguard.bench.RequiresJava;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.HashedWheelTimer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Executors, timers, threads and the tasks in them.
 */
public final class Threads {

	private Threads() {
	}

	/** W-B01: a scheduler of its own per watch. */
	public static class SchedulerPerCall extends WiderCase {

		/** The case. */
		public SchedulerPerCall() {
			super("W-B01", Set.of("EXECUTOR_NOT_SHUT_DOWN", "THREADS_GROW"), "LeaseKeeper");
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) {
			new LeaseKeeper().keep(isMended());
		}

		static class LeaseKeeper {

			void keep(boolean mended) {
				ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
				scheduler.scheduleAtFixedRate(this::renew, 0, 10, TimeUnit.SECONDS);
				if (mended) {
					scheduler.shutdownNow();
				}
			}

			private void renew() {
				Thread.yield();
			}

		}

		/** The same with the fix. */
		public static final class Mended extends SchedulerPerCall {

		}

	}

	/** W-B02: a fork-join pool of its own per search; its workers idle on. */
	public static class ForkJoinPerCall extends WiderCase {

		/** The case. */
		public ForkJoinPerCall() {
			super("W-B02", Set.of("EXECUTOR_NOT_SHUT_DOWN", "THREADS_GROW"), "Search");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) throws Exception {
			new Search().run(isMended());
		}

		static class Search {

			int run(boolean mended) throws Exception {
				ForkJoinPool pool = new ForkJoinPool(4);
				int found = pool.submit(() -> java.util.stream.IntStream.range(0, 1000).parallel().sum()).get();
				if (mended) {
					pool.shutdown();
				}
				return found;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends ForkJoinPerCall {

		}

	}

	/** W-B03: a thread per request that waits for an answer that never comes. */
	public static class ThreadPerRequest extends WiderCase {

		/** The case. */
		public ThreadPerRequest() {
			super("W-B03", Set.of("THREADS_GROW"), "Notifier");
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) {
			new Notifier().send(index, isMended());
		}

		static class Notifier {

			private final CountDownLatch acknowledged = new CountDownLatch(1);

			void send(long id, boolean mended) {
				Thread thread = new Thread(this::awaitAcknowledgement, "notify-" + id);
				thread.setDaemon(true);
				thread.start();
				if (mended) {
					this.acknowledged.countDown();
				}
			}

			private void awaitAcknowledgement() {
				try {
					this.acknowledged.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends ThreadPerRequest {

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

	/** W-B05: a periodic task per session on a shared scheduler, never cancelled. */
	public static class PeriodicTaskPerSession extends WiderCase {

		private final Sessions sessions = new Sessions();

		/** The case. */
		public PeriodicTaskPerSession() {
			super("W-B05",
					Set.of("SCHEDULED_TASK_NOT_CANCELLED", "DELAYED_TASK_RETAINED", "QUEUE_GROWS", "COLLECTION_GROWS"),
					"essions", "Session");
		}

		@Override
		public void step(long index) {
			this.sessions.open(isMended());
		}

		static class Sessions {

			private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1, (task) -> {
				Thread thread = new Thread(task, "session-ping");
				thread.setDaemon(true);
				return thread;
			});

			void open(boolean mended) {
				Session session = new Session();
				ScheduledFuture<?> ping = this.scheduler.scheduleAtFixedRate(session::ping, 5, 5, TimeUnit.SECONDS);
				if (mended) {
					((java.util.concurrent.ScheduledThreadPoolExecutor) this.scheduler).setRemoveOnCancelPolicy(true);
					ping.cancel(false);
				}
			}

		}

		static class Session {

			private final byte[] state = new byte[1024];

			void ping() {
				this.state[0]++;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends PeriodicTaskPerSession {

		}

	}

	/**
	 * W-B06: cancelled tasks stay in the queue of a shared timer until they are due. Seen
	 * in RestComm/sip-servlets#80, javaee/glassfish#21565, apache/flink#3548.
	 */
	public static class CancelledTimerTasks extends WiderCase {

		private final Watchdog watchdog = new Watchdog();

		/** The case. */
		public CancelledTimerTasks() {
			super("W-B06", Set.of("CANCELLED_TASKS_RETAINED", "DELAYED_TASK_RETAINED"), "Watchdog", "Expiry");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			this.watchdog.guard(isMended());
		}

		static class Watchdog {

			private final Timer timer = new Timer("watchdog", true);

			void guard(boolean mended) {
				Expiry expiry = new Expiry();
				this.timer.schedule(expiry, 3_600_000);
				expiry.cancel();
				if (mended) {
					this.timer.purge();
				}
			}

		}

		static class Expiry extends TimerTask {

			private final byte[] request = new byte[512];

			@Override
			public void run() {
				this.request[0]++;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends CancelledTimerTasks {

		}

	}

	/** W-B07: a JDK HTTP client per access token, kept in a map. */
	public static class HttpClientPerToken extends WiderCase {

		private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

		/** The case. */
		public HttpClientPerToken() {
			super("W-B07", Set.of("CLIENT_PER_REQUEST", "THREADS_GROW", "EXECUTOR_NOT_SHUT_DOWN", "COLLECTION_GROWS"),
					"HttpClient", "clients");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			String token = "token-" + (isMended() ? 0 : index);
			this.clients.computeIfAbsent(token, (key) -> HttpClient.newHttpClient());
		}

		/** The same with the fix. */
		public static final class Mended extends HttpClientPerToken {

		}

	}

	/** W-B08: a Netty event loop group per connection attempt. */
	public static class EventLoopPerCall extends WiderCase {

		/** The case. */
		public EventLoopPerCall() {
			super("W-B08",
					Set.of("EXECUTOR_NOT_SHUT_DOWN", "CLIENT_PER_REQUEST", "THREADS_GROW", "FILE_DESCRIPTORS_GROW"),
					"DeviceLink");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) throws Exception {
			new DeviceLink().connect(isMended());
		}

		static class DeviceLink {

			void connect(boolean mended) throws Exception {
				MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
				group.submit(Thread::yield).sync();
				if (mended) {
					group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends EventLoopPerCall {

		}

	}

	/** W-B09: a Reactor scheduler per call, never disposed. */
	public static class ReactorSchedulerPerCall extends WiderCase {

		/** The case. */
		public ReactorSchedulerPerCall() {
			super("W-B09", Set.of("EXECUTOR_NOT_SHUT_DOWN", "THREADS_GROW"), "Importer", "import-files");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			new Importer().run(isMended());
		}

		static class Importer {

			void run(boolean mended) {
				Scheduler scheduler = Schedulers.newBoundedElastic(4, 100, "import-files");
				Mono.fromCallable(() -> 1).subscribeOn(scheduler).block(Duration.ofSeconds(5));
				if (mended) {
					scheduler.dispose();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends ReactorSchedulerPerCall {

		}

	}

	/** W-B10: a Mongo client per call, although nobody answers. */
	public static class MongoClientPerCall extends WiderCase {

		/** The case. */
		public MongoClientPerCall() {
			super("W-B10", Set.of("CLIENT_PER_REQUEST", "THREADS_GROW", "EXECUTOR_NOT_SHUT_DOWN"), "HealthCheck",
					"MongoClient", "cluster-");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("logging.level.org.mongodb", "off");
		}

		@Override
		public void step(long index) {
			new HealthCheck().ping(isMended());
		}

		static class HealthCheck {

			void ping(boolean mended) {
				MongoClient client = MongoClients.create("mongodb://localhost:1/?connectTimeoutMS=200");
				client.getDatabase("test");
				if (mended) {
					client.close();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends MongoClientPerCall {

		}

	}

	/** W-B11: the future of a request whose reply got lost stays in the map. */
	public static class FutureNeverCompleted extends WiderCase {

		private final Map<String, CompletableFuture<byte[]>> replies = new ConcurrentHashMap<>();

		/** The case. */
		public FutureNeverCompleted() {
			super("W-B11", Set.of("COLLECTION_GROWS"), "replies");
		}

		@Override
		public void step(long index) {
			String correlation = "request-" + index;
			CompletableFuture<byte[]> reply = new CompletableFuture<>();
			this.replies.put(correlation, reply);
			reply.thenApply((bytes) -> bytes.length);
			if (isMended() || index % 2 == 0) {
				this.replies.remove(correlation);
			}
		}

		/** The same with the fix. */
		public static final class Mended extends FutureNeverCompleted {

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

	/** W-B13: a Spring task scheduler per job, initialized and never shut down. */
	public static class TaskSchedulerPerJob extends WiderCase {

		/** The case. */
		public TaskSchedulerPerJob() {
			super("W-B13", Set.of("EXECUTOR_NOT_SHUT_DOWN", "THREADS_GROW"), "JobRunner");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			new JobRunner().schedule(isMended());
		}

		static class JobRunner {

			void schedule(boolean mended) {
				ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
				scheduler.initialize();
				scheduler.scheduleWithFixedDelay(Thread::yield, Duration.ofSeconds(5));
				if (mended) {
					scheduler.shutdown();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends TaskSchedulerPerJob {

		}

	}

	/** W-B14: permits that an error path does not give back; all workers hang at last. */
	public static class PermitsNotReleased extends WiderCase {

		private final Payments payments = new Payments();

		/** The case. */
		public PermitsNotReleased() {
			super("W-B14", Set.of("TASK_STUCK", "QUEUE_GROWS", "POOL_EXHAUSTED", "COLLECTION_GROWS"), "ayments");
		}

		@Override
		public void step(long index) {
			this.payments.submit(index, isMended());
		}

		static class Payments {

			private final Semaphore permits = new Semaphore(8);

			private final ExecutorService executor = Executors.newFixedThreadPool(4, (task) -> {
				Thread thread = new Thread(task, "payments");
				thread.setDaemon(true);
				return thread;
			});

			void submit(long index, boolean mended) {
				this.executor.execute(() -> pay(index, mended));
			}

			private void pay(long index, boolean mended) {
				this.permits.acquireUninterruptibly();
				if (mended || index % 4 != 0) {
					this.permits.release();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends PermitsNotReleased {

		}

	}

	/** W-B15: a wheel timer of its own per session. */
	public static class WheelTimerPerSession extends WiderCase {

		/** The case. */
		public WheelTimerPerSession() {
			super("W-B15",
					Set.of("TIMER_NOT_CANCELLED", "EXECUTOR_NOT_SHUT_DOWN", "THREADS_GROW", "CLIENT_PER_REQUEST"),
					"IdleCheck", "HashedWheelTimer");
		}

		@Override
		public int stepsPerScan() {
			return 1;
		}

		@Override
		public void step(long index) {
			new IdleCheck().start(isMended());
		}

		static class IdleCheck {

			void start(boolean mended) {
				HashedWheelTimer timer = new HashedWheelTimer();
				timer.newTimeout((timeout) -> Thread.yield(), 1, TimeUnit.HOURS);
				if (mended) {
					timer.stop();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends WheelTimerPerSession {

		}

	}

	/** W-B16: a delayed Mono per request that nobody disposes of. */
	public static class DelayedMono extends WiderCase {

		/** The case. */
		public DelayedMono() {
			super("W-B16", Set.of("DELAYED_TASK_RETAINED", "SCHEDULED_TASK_NOT_CANCELLED", "SUBSCRIPTION_NOT_CANCELLED",
					"QUEUE_GROWS"), "Reminder");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			new Reminder().arm(isMended());
		}

		static class Reminder {

			private final byte[] mail = new byte[1024];

			void arm(boolean mended) {
				Disposable timer = Mono.delay(Duration.ofHours(1)).subscribe((tick) -> this.mail[0]++);
				if (mended) {
					timer.dispose();
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends DelayedMono {

		}

	}

	/** W-B17: virtual threads that sleep through their time-out. */
	@RequiresJava(21)
	public static class VirtualSleepers extends WiderCase {

		/** The case. */
		public VirtualSleepers() {
			super("W-B17", Set.of("VIRTUAL_THREADS_STUCK"), "Timeouts");
		}

		@Override
		public void step(long index) throws Exception {
			new Timeouts().start(isMended());
		}

		static class Timeouts {

			void start(boolean mended) throws Exception {
				Runnable timeout = () -> LockSupport.parkNanos(mended ? 1_000_000 : Long.MAX_VALUE);
				Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, timeout);
			}

		}

		/** The same with the fix. */
		@RequiresJava(21)
		public static final class Mended extends VirtualSleepers {

		}

	}

}
