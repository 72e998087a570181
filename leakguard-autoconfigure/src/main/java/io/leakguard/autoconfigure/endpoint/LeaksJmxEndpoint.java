package io.leakguard.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import io.leakguard.evidence.Artifact;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.JmxEndpoint;

/**
 * {@link JmxEndpoint @JmxEndpoint} that shows what leaks. Over HTTP it is the
 * {@link LeaksWebEndpoint}, which has fewer operations for the same.
 */
@JmxEndpoint(id = "leaks", defaultAccess = Access.READ_ONLY)
public class LeaksJmxEndpoint {

	private final LeaksOperations operations;

	LeaksJmxEndpoint(LeaksOperations operations) {
		this.operations = operations;
	}

	@ReadOperation
	public LeaksDescriptor leaks(@Nullable String kind, @Nullable String stage, @Nullable String severity) {
		return this.operations.report(FindingFilter.of(kind, stage, severity), SecurityContext.NONE, null);
	}

	@ReadOperation
	public @Nullable FindingDescriptor finding(@Selector String id) {
		return this.operations.finding(id, SecurityContext.NONE, null);
	}

	@ReadOperation
	public @Nullable ArtifactDescriptor evidence(@Selector String id, @Selector String evidence) {
		String refusal = this.operations.refusal(SecurityContext.NONE);
		if (refusal != null) {
			throw new InvalidEndpointRequestException(refusal, refusal);
		}
		return this.operations.artifact(id, evidence).map(ArtifactDescriptor::of).orElse(null);
	}

	@WriteOperation
	public LeaksDescriptor scan() {
		return this.operations.scan(null);
	}

	@WriteOperation
	public OperationResponseBody request(@Nullable String finding, @Nullable String collectors,
			@Nullable String duration, @Nullable String alerts) {
		return this.operations.request(finding, collectors, duration, alerts, null);
	}

	@WriteOperation
	public @Nullable CapturesDescriptor explain(@Selector String id) {
		return this.operations.capture(id, null, null);
	}

	@WriteOperation
	public @Nullable CapturesDescriptor capture(@Selector String id, @Selector String evidence) {
		return this.operations.capture(id, evidence, null);
	}

	@DeleteOperation
	public @Nullable FindingDescriptor acknowledge(@Selector String id) {
		return this.operations.acknowledge(id) ? finding(id) : null;
	}

	/**
	 * Description of a piece of evidence with its content, for those who have no media
	 * types.
	 *
	 * @param name the name
	 * @param type the media type
	 * @param at when it was captured
	 * @param content the text, or the bytes in Base64 if it is none
	 */
	public record ArtifactDescriptor(String name, String type, Instant at,
			String content) implements OperationResponseBody {

		static ArtifactDescriptor of(Artifact artifact) {
			String type = artifact.mediaType();
			boolean text = type.startsWith("text/") || type.contains("json") || type.contains("xml");
			return new ArtifactDescriptor(artifact.name(), type, artifact.at(),
					text ? new String(artifact.content(), StandardCharsets.UTF_8)
							: Base64.getEncoder().encodeToString(artifact.content()));
		}

	}

}
