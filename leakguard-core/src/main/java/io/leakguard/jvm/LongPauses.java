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
 * Counts the long pauses of the collectors, told by the JVM after each. One that somebody
 * asked for, with {@code System.gc()}, a heap dump or a histogram, pauses the application
 * as well, but says nothing of how hard the heap presses; concurrent cycles are no
 * pauses. Costs some ten microseconds a collection, on a thread of the JVM's.
 * Thread-safe; {@link #close()} leaves no listener behind.
 */
final class LongPauses implements NotificationListener, AutoCloseable {

	private static final Set<String> ASKED_FOR = Set.of("System.gc()", "Heap Inspection Initiated GC",
			"Heap Dump Initiated GC", "Diagnostic Command", "JvmtiEnv ForceGarbageCollection");

	private final Map<String, Long> counts = new HashMap<>();

	private final long longPauseMillis;

	/**
	 * Create; nothing is listened to yet.
	 * @param longPauseMillis a pause beyond this is long
	 */
	LongPauses(long longPauseMillis) {
		this.longPauseMillis = longPauseMillis;
	}

	/** Return whether any collector tells of its pauses. */
	boolean listen() {
		boolean any = false;
		for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
			if (collector instanceof NotificationEmitter emitter && !Collector.CYCLES.contains(collector.getName())) {
				emitter.addNotificationListener(this, null, null);
				any = true;
			}
		}
		return any;
	}

	@Override
	public void handleNotification(Notification notification, Object handback) {
		if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
			return;
		}
		GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo
			.from((CompositeData) notification.getUserData());
		paused(info.getGcName(), info.getGcCause(), info.getGcInfo().getDuration());
	}

	synchronized void paused(String collector, String cause, long millis) {
		if (millis > this.longPauseMillis && !ASKED_FOR.contains(cause)) {
			this.counts.merge(collector, 1L, Long::sum);
		}
	}

	/** Return how many there have been since the last call, by collector. */
	synchronized Map<String, Long> take() {
		Map<String, Long> taken = Map.copyOf(this.counts);
		this.counts.clear();
		return taken;
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
