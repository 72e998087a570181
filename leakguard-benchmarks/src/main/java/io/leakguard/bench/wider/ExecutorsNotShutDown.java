package io.leakguard.bench.wider;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * An executor of its own per call.
 */
public final class ExecutorsNotShutDown {

	private ExecutorsNotShutDown() {
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

}
