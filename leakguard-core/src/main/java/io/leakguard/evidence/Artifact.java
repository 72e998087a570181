package io.leakguard.evidence;

import java.time.Instant;

/**
 * One piece of evidence: a name, a media type and how to read it.
 *
 * @param name the name, lower case with hyphens, unique within its finding
 * @param mediaType the media type
 * @param content the bytes; nobody writes to them
 * @param at when it was captured
 */
@SuppressWarnings("ArrayRecordComponent")
public record Artifact(String name, String mediaType, byte[] content, Instant at) {

}
