package io.leakguard.evidence;

import java.util.List;
import java.util.Optional;

/**
 * Keeps artifacts. Implementations are thread-safe and bounded.
 */
public interface EvidenceStore extends AutoCloseable {

	/**
	 * Keep an artifact, in the place of an older one of the same name.
	 * @param findingId the id of the finding
	 * @param artifact the artifact
	 */
	void put(String findingId, Artifact artifact);

	/**
	 * Return the artifacts of a finding.
	 * @param findingId the id of the finding, of whatever form
	 * @return the artifacts, possibly none
	 */
	List<Artifact> of(String findingId);

	/**
	 * Return what there is for a finding, without its content. Cheap enough for each
	 * answer that lists it.
	 * @param findingId the id of the finding, of whatever form
	 * @return what is known of the artifacts, possibly none
	 */
	default List<ArtifactSummary> list(String findingId) {
		return of(findingId).stream().map(ArtifactSummary::of).toList();
	}

	/**
	 * Return one artifact.
	 * @param findingId the id of the finding, of whatever form
	 * @param name the name of the artifact, of whatever form
	 * @return the artifact, if there is one
	 */
	default Optional<Artifact> get(String findingId, String name) {
		return of(findingId).stream().filter((artifact) -> artifact.name().equals(name)).findFirst();
	}

	/**
	 * Let go of what is held in memory.
	 */
	@Override
	void close();

	/**
	 * Return a store that keeps artifacts until the process ends.
	 * @return a store in memory
	 */
	static EvidenceStore inMemory() {
		return new MemoryEvidenceStore();
	}

}
