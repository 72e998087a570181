package io.leakguard.autoconfigure.endpoint;

import java.util.List;

import io.leakguard.autoconfigure.endpoint.FindingDescriptor.EvidenceDescriptor;
import io.leakguard.evidence.ArtifactSummary;
import org.jspecify.annotations.Nullable;

/**
 * Says of evidence where it can be read, or why it cannot.
 *
 * @param refusal why the reader may not read it, {@code null} if he may
 * @param base the path of the endpoint, if there is a web
 */
record EvidenceLinks(@Nullable String refusal, @Nullable String base) {

	List<EvidenceDescriptor> describe(String findingId, List<ArtifactSummary> artifacts) {
		return artifacts.stream().map((artifact) -> describe(findingId, artifact)).toList();
	}

	private EvidenceDescriptor describe(String findingId, ArtifactSummary artifact) {
		String href = (this.base != null && this.refusal == null) ? this.base + "/" + findingId + "/" + artifact.name()
				: null;
		return new EvidenceDescriptor(artifact.name(), artifact.mediaType(), artifact.at(), artifact.size(), href,
				this.refusal);
	}

}
