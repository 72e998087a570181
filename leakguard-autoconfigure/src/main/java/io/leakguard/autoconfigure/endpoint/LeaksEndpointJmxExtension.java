package io.leakguard.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

import io.leakguard.evidence.Artifact;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * {@link EndpointJmxExtension @EndpointJmxExtension} of the {@link LeaksEndpoint}, with
 * an operation for each purpose.
 */
@EndpointJmxExtension(endpoint = LeaksEndpoint.class)
public class LeaksEndpointJmxExtension {

	private final LeaksEndpoint endpoint;

	LeaksEndpointJmxExtension(LeaksEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@ReadOperation
	public LeaksDescriptor leaks(@Nullable String kind, @Nullable String stage, @Nullable String severity) {
		return this.endpoint.report(FindingFilter.of(kind, stage, severity), SecurityContext.NONE, null);
	}

	@ReadOperation
	public @Nullable FindingDescriptor finding(@Selector String id) {
		return this.endpoint.finding(id, SecurityContext.NONE, null);
	}

	@ReadOperation
	public @Nullable ArtifactDescriptor evidence(@Selector String id, @Selector String evidence) {
		String refusal = this.endpoint.refusal(SecurityContext.NONE);
		if (refusal != null) {
			throw new InvalidEndpointRequestException(refusal, refusal);
		}
		return this.endpoint.artifact(id, evidence).map(ArtifactDescriptor::of).orElse(null);
	}

	@WriteOperation
	public LeaksDescriptor scan() {
		return this.endpoint.scan(null);
	}

	@WriteOperation
	public OperationResponseBody request(@Nullable String finding, @Nullable String collectors,
			@Nullable String duration, @Nullable String alerts) {
		return this.endpoint.request(finding, collectors, duration, alerts, null);
	}

	@WriteOperation
	public @Nullable CapturesDescriptor explain(@Selector String id) {
		return this.endpoint.capture(id, null, null);
	}

	@WriteOperation
	public @Nullable CapturesDescriptor capture(@Selector String id, @Selector String evidence) {
		return this.endpoint.capture(id, evidence, null);
	}

	@DeleteOperation
	public @Nullable FindingDescriptor acknowledge(@Selector String id) {
		return this.endpoint.acknowledge(id) ? finding(id) : null;
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
