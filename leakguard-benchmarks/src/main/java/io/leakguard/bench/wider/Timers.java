package io.leakguard.bench.wider;

import java.time.Duration;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.netty.util.HashedWheelTimer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Timers, and what is scheduled and not cancelled.
 */
public final class Timers {

	private Timers() {
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

}
