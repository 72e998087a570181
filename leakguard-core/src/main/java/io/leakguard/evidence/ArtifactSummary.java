package io.leakguard.evidence;

import java.time.Instant;

/**
 * What is known of an artifact without reading it.
 *
 * @param name the name, unique within its finding
 * @param mediaType the media type
 * @param size the size in bytes
 * @param at when it was captured
 */
public record ArtifactSummary(String name, String mediaType, long size, Instant at) {

	static ArtifactSummary of(Artifact artifact) {
		return new ArtifactSummary(artifact.name(), artifact.mediaType(), artifact.content().length, artifact.at());
	}

}
