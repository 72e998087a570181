package io.leakguard.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.leakguard.detection.Stage;
import io.leakguard.evidence.EvidenceCollector.RefusedException;
import io.leakguard.finding.Finding;
import io.leakguard.finding.StageChange;

/**
 * Runs the collectors one at a time, off the scan's path, when a finding reaches a stage,
 * and keeps what they made for a bounded number of findings. Thread-safe. Its thread ends
 * when there is nothing to do.
 */
public final class EvidenceDesk implements AutoCloseable {

	private static final System.Logger logger = System.getLogger(EvidenceDesk.class.getName());

	private static final int MAX_FINDINGS = 100;

	private final List<EvidenceCollector> collectors;

	private final Map<String, Map<String, Artifact>> artifacts = new LinkedHashMap<>();

	private final ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS,
			new LinkedBlockingQueue<>(64), EvidenceDesk::thread, new ThreadPoolExecutor.DiscardPolicy());

	/**
	 * Create a desk.
	 * @param collectors the collectors
	 */
	public EvidenceDesk(List<EvidenceCollector> collectors) {
		this.collectors = List.copyOf(collectors);
		this.executor.allowCoreThreadTimeOut(true);
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "leakguard-evidence");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		return thread;
	}

	/**
	 * Take note of a change of stage and collect what is wanted for it.
	 * @param change the change
	 */
	public void changed(StageChange change) {
		Finding finding = change.finding();
		if (finding.stage() == Stage.RESOLVED) {
			return;
		}
		for (EvidenceCollector collector : this.collectors) {
			if (collector.isWantedFor(finding)) {
				this.executor.execute(() -> collect(collector, finding));
			}
		}
	}

	private void collect(EvidenceCollector collector, Finding finding) {
		try {
			collector.collect(finding).forEach((artifact) -> put(finding.id(), artifact));
		}
		catch (RefusedException ex) {
			logger.log(System.Logger.Level.DEBUG, "No {0} for {1}: {2}", collector.name(), finding.id(),
					ex.getMessage());
		}
		catch (Exception | LinkageError ex) {
			logger.log(System.Logger.Level.WARNING, "Collecting '" + collector.name() + "' failed", ex);
		}
	}

	private synchronized void put(String findingId, Artifact artifact) {
		this.artifacts.computeIfAbsent(findingId, (id) -> new LinkedHashMap<>()).put(artifact.name(), artifact);
		while (this.artifacts.size() > MAX_FINDINGS) {
			this.artifacts.remove(this.artifacts.keySet().iterator().next());
		}
	}

	/**
	 * Return the artifacts of a finding.
	 * @param findingId the id of the finding
	 * @return the artifacts, possibly none
	 */
	public synchronized List<Artifact> of(String findingId) {
		return new ArrayList<>(this.artifacts.getOrDefault(findingId, Map.of()).values());
	}

	/**
	 * Return one artifact.
	 * @param findingId the id of the finding
	 * @param name the name of the artifact
	 * @return the artifact, if there is one
	 */
	public synchronized Optional<Artifact> get(String findingId, String name) {
		return Optional.ofNullable(this.artifacts.getOrDefault(findingId, Map.of()).get(name));
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
		synchronized (this) {
			this.artifacts.clear();
		}
	}

}
