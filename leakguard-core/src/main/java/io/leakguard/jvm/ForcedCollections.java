package io.leakguard.jvm;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import com.sun.management.GarbageCollectionNotificationInfo;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Counts long collections that somebody asked for: {@code System.gc()}, a heap dump, a
 * histogram. They pause the application, but they say nothing of how hard the heap
 * presses. Thread-safe; {@link #close()} leaves no listener behind.
 */
final class ForcedCollections implements NotificationListener, AutoCloseable {

	private static final Set<String> CAUSES = Set.of("System.gc()", "Heap Inspection Initiated GC",
			"Heap Dump Initiated GC", "Diagnostic Command", "JvmtiEnv ForceGarbageCollection");

	private final Map<String, Long> counts = new HashMap<>();

	private final long longerThanMillis;

	ForcedCollections(long longerThanMillis) {
		this.longerThanMillis = longerThanMillis;
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			if (collector instanceof NotificationEmitter emitter) {
				emitter.addNotificationListener(this, null, null);
			}
		}
	}

	@Override
	public void handleNotification(Notification notification, Object handback) {
		if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
			return;
		}
		GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo
			.from((CompositeData) notification.getUserData());
		if (CAUSES.contains(info.getGcCause()) && info.getGcInfo().getDuration() > this.longerThanMillis) {
			count(info.getGcName());
		}
	}

	synchronized void count(String collector) {
		this.counts.merge(collector, 1L, Long::sum);
	}

	/** Return how many there have been since the last call. */
	synchronized long take(String collector) {
		Long count = this.counts.remove(collector);
		return (count != null) ? count : 0;
	}

	@Override
	public void close() {
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			if (collector instanceof NotificationEmitter emitter) {
				try {
					emitter.removeNotificationListener(this);
				}
				catch (ListenerNotFoundException ex) {
					// it was never added
				}
			}
		}
	}

}
