package io.leakguard.jvm.sample;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * An application's class that starts threads in all the ways that real ones do.
 */
public final class ReportService implements AutoCloseable {

	private final List<ExecutorService> executors = new ArrayList<>();

	private final List<Timer> timers = new ArrayList<>();

	private final CountDownLatch end = new CountDownLatch(1);

	public void compute(Supplier<ExecutorService> pool, int tasks) {
		ExecutorService executor = pool.get();
		this.executors.add(executor);
		submit(executor, tasks);
	}

	public void computeAndShutDown(Supplier<ExecutorService> pool, int tasks) throws InterruptedException {
		ExecutorService executor = pool.get();
		submit(executor, tasks);
		executor.shutdown();
		executor.awaitTermination(10, TimeUnit.SECONDS);
	}

	/** Run tasks at the same time, so that each has a thread of its own, and wait. */
	public void submit(ExecutorService executor, int tasks) {
		CountDownLatch running = new CountDownLatch(tasks);
		List<Future<?>> futures = new ArrayList<>();
		for (int i = 0; i < tasks; i++) {
			futures.add(executor.submit(() -> {
				running.countDown();
				running.await();
				return null;
			}));
		}
		for (Future<?> future : futures) {
			try {
				future.get();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	public void poll(String name) {
		Timer timer = new Timer(name, true);
		this.timers.add(timer);
		timer.schedule(new TimerTask() {
			@Override
			public void run() {
				// nothing to poll
			}
		}, 0, 60_000);
	}

	public void cancelTimers() {
		this.timers.forEach(Timer::cancel);
		this.timers.clear();
	}

	public HttpClient connect() {
		return HttpClient.newHttpClient();
	}

	public Thread listen(String name) {
		Thread thread = new Thread(this::await, name);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	public void await() {
		try {
			this.end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	public void handle(Executor executor) {
		executor.execute(this::await);
	}

	public static ThreadPoolExecutor pool(int core, int max, ThreadFactory factory) {
		return (core == max)
				? new ThreadPoolExecutor(core, max, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory)
				: new ThreadPoolExecutor(core, max, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
	}

	public static ExecutorService fixed(int threads) {
		return Executors.newFixedThreadPool(threads);
	}

	@Override
	public void close() {
		this.end.countDown();
		this.executors.forEach(ExecutorService::shutdownNow);
		cancelTimers();
	}

}
