package io.leakguard.autoconfigure.event;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.leakguard.LeakGuard;
import io.leakguard.finding.StageChange;
import io.leakguard.scan.ReportListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Publishes each change of stage as an application event, in a thread of its own that is
 * there only while there is something to publish: a listener that waits for a database
 * must not keep the scan from going on. A listener that fails stops nothing, and nothing
 * is published once the context is closing.
 */
final class LeakFindingEventPublisher implements ReportListener, AutoCloseable {

	/** Changes of stage that may wait for a slow listener; the oldest go first. */
	private static final int MAX_WAITING = 256;

	private static final Duration IDLE = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(LeakFindingEventPublisher.class);

	private final LeakGuard leakGuard;

	private final ConfigurableApplicationContext context;

	private final ThreadPoolExecutor executor;

	LeakFindingEventPublisher(LeakGuard leakGuard, ConfigurableApplicationContext context) {
		this.leakGuard = leakGuard;
		this.context = context;
		this.executor = new ThreadPoolExecutor(1, 1, IDLE.toSeconds(), TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING), LeakFindingEventPublisher::thread,
				new ThreadPoolExecutor.DiscardOldestPolicy());
		this.executor.allowCoreThreadTimeOut(true);
	}

	private static Thread thread(Runnable publishing) {
		Thread thread = new Thread(publishing, "leakguard-events");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		return thread;
	}

	@Override
	public void changed(StageChange change) {
		this.executor.execute(() -> publish(change));
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	private void publish(StageChange change) {
		if (!this.context.isActive() || this.context.isClosed()) {
			return;
		}
		Thread thread = Thread.currentThread();
		// a listener of the application expects the loader that it was loaded by
		thread.setContextClassLoader(this.context.getClassLoader());
		try {
			this.context.publishEvent(new LeakFindingEvent(this.leakGuard, change));
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("A listener of a leak finding event failed", ex);
		}
		finally {
			thread.setContextClassLoader(null);
		}
	}

}
