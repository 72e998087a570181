package io.leakguard.autoconfigure.probe.context;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;

/**
 * The framework's own multicaster, which besides remembers where listeners are added
 * while they are under suspicion. Used only where the application defines none. Without
 * suspicion it does nothing more than its parent; with it, a site costs a few
 * microseconds once per addition.
 */
final class SitedEventMulticaster extends SimpleApplicationEventMulticaster {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	/** One site per class of listener is enough, and few classes are under suspicion. */
	private static final int MAX_SITES = 64;

	private final Map<String, String> sites = new ConcurrentHashMap<>();

	private volatile boolean watching;

	@Override
	public void addApplicationListener(ApplicationListener<?> listener) {
		super.addApplicationListener(listener);
		if (this.watching && this.sites.size() < MAX_SITES) {
			String type = Culprit.nameOf(listener.getClass());
			if (!this.sites.containsKey(type)) {
				String site = FRAMES.here();
				if (site != null) {
					this.sites.put(type, site);
				}
			}
		}
	}

	void watch(boolean watching) {
		this.watching = watching;
	}

	@Nullable String siteOf(@Nullable String type) {
		return (type != null) ? this.sites.get(type) : null;
	}

}
