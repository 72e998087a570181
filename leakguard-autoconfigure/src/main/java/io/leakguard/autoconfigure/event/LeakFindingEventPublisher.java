package io.leakguard.autoconfigure.event;

import io.leakguard.LeakGuard;
import io.leakguard.finding.StageChange;
import io.leakguard.scan.ReportListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Publishes each change of stage as an application event. A listener that fails stops
 * nothing, and nothing is published once the context is closing.
 */
final class LeakFindingEventPublisher implements ReportListener {

	private static final Log logger = LogFactory.getLog(LeakFindingEventPublisher.class);

	private final LeakGuard leakGuard;

	private final ConfigurableApplicationContext context;

	LeakFindingEventPublisher(LeakGuard leakGuard, ConfigurableApplicationContext context) {
		this.leakGuard = leakGuard;
		this.context = context;
	}

	@Override
	public void changed(StageChange change) {
		if (!this.context.isActive() || this.context.isClosed()) {
			return;
		}
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		// a listener of the application expects the loader that it was loaded by
		thread.setContextClassLoader(this.context.getClassLoader());
		try {
			this.context.publishEvent(new LeakFindingEvent(this.leakGuard, change));
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("A listener of a leak finding event failed", ex);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

}
