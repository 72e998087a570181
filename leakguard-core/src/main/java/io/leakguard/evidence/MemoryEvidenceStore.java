package io.leakguard.evidence;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps artifacts until the process ends. When there are too many, those of the finding
 * that was explained first go first.
 */
final class MemoryEvidenceStore implements EvidenceStore {

	/** Findings whose evidence is kept; that of the others is of no use any more. */
	private static final int MAX_FINDINGS = 50;

	/** A picture takes some kilobytes; a heap in trouble has no room for more. */
	private static final long MAX_BYTES = 8L << 20;

	private final Map<String, Map<String, Artifact>> folders = new LinkedHashMap<>();

	private long bytes;

	@Override
	public synchronized void put(String findingId, Artifact artifact) {
		Artifact old = this.folders.computeIfAbsent(findingId, (id) -> new LinkedHashMap<>())
			.put(artifact.name(), artifact);
		this.bytes += artifact.content().length - ((old != null) ? old.content().length : 0);
		Iterator<Map.Entry<String, Map<String, Artifact>>> eldest = this.folders.entrySet().iterator();
		while (this.folders.size() > MAX_FINDINGS || (this.bytes > MAX_BYTES && this.folders.size() > 1)) {
			Map.Entry<String, Map<String, Artifact>> folder = eldest.next();
			if (!folder.getKey().equals(findingId)) {
				eldest.remove();
				this.bytes -= bytesOf(folder.getValue());
			}
		}
	}

	private static long bytesOf(Map<String, Artifact> folder) {
		return folder.values().stream().mapToLong((artifact) -> artifact.content().length).sum();
	}

	@Override
	public synchronized List<Artifact> of(String findingId) {
		return new ArrayList<>(this.folders.getOrDefault(findingId, Map.of()).values());
	}

	synchronized void remove(String findingId, String name) {
		Map<String, Artifact> folder = this.folders.get(findingId);
		if (folder != null) {
			Artifact old = folder.remove(name);
			this.bytes -= (old != null) ? old.content().length : 0;
			if (folder.isEmpty()) {
				this.folders.remove(findingId);
			}
		}
	}

	@Override
	public synchronized void close() {
		this.folders.clear();
		this.bytes = 0;
	}

}
