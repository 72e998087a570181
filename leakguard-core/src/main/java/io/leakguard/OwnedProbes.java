package io.leakguard;

import java.util.ArrayList;
import java.util.List;

import io.leakguard.population.Probe;

/**
 * The probes that are closed with LeakGuard, also those that are made too late.
 * Thread-safe.
 */
final class OwnedProbes {

	private static final System.Logger logger = System.getLogger(OwnedProbes.class.getName());

	private final List<Probe> probes = new ArrayList<>();

	private boolean closed;

	synchronized List<Probe> add(List<Probe> probes) {
		this.probes.addAll(probes);
		if (this.closed) {
			close();
		}
		return probes;
	}

	synchronized void close() {
		this.closed = true;
		for (Probe probe : this.probes) {
			if (probe instanceof AutoCloseable closeable) {
				try {
					closeable.close();
				}
				catch (Exception ex) {
					logger.log(System.Logger.Level.DEBUG, "Closing a probe failed", ex);
				}
			}
		}
		this.probes.clear();
	}

}
