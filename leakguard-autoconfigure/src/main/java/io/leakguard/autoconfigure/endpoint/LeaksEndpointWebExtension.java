package io.leakguard.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.leakguard.autoconfigure.page.LeaksPage;
import io.leakguard.evidence.Artifact;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link LeaksEndpoint}: status
 * codes, media types and references.
 */
@EndpointWebExtension(endpoint = LeaksEndpoint.class)
@ImportRuntimeHints(LeaksEndpointWebExtension.LeaksRuntimeHints.class)
public class LeaksEndpointWebExtension {

	private static final int STATUS_ACCEPTED = 202;

	private static final int STATUS_FORBIDDEN = 403;

	private final LeaksEndpoint delegate;

	private final EndpointBase base;

	private final LeaksPage page = new LeaksPage();

	LeaksEndpointWebExtension(LeaksEndpoint delegate, EndpointBase base) {
		this.delegate = delegate;
		this.base = base;
	}

	@ReadOperation(producesFrom = LeaksFormat.class)
	public WebEndpointResponse<Object> leaks(@Nullable String kind, @Nullable String stage, @Nullable String severity,
			LeaksFormat format, SecurityContext reader) {
		if (format == LeaksFormat.PAGE) {
			return new WebEndpointResponse<>(this.page.content(), LeaksPage.MEDIA_TYPE);
		}
		try {
			FindingFilter filter = FindingFilter.of(kind, stage, severity);
			return new WebEndpointResponse<>(this.delegate.report(filter, reader, this.base.path()));
		}
		catch (InvalidRequestException ex) {
			return badRequest(ex);
		}
	}

	/** Boot's own answer would leave the message out. */
	private static WebEndpointResponse<Object> badRequest(InvalidRequestException ex) {
		return new WebEndpointResponse<>(new ErrorDescriptor(ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	@ReadOperation
	public @Nullable FindingDescriptor finding(@Selector String id, SecurityContext reader) {
		return this.delegate.finding(id, reader, this.base.path());
	}

	@ReadOperation(produces = MimeTypeUtils.ALL_VALUE)
	public WebEndpointResponse<Object> evidence(@Selector String id, @Selector String evidence,
			SecurityContext reader) {
		String refusal = this.delegate.refusal(reader);
		if (refusal != null) {
			return new WebEndpointResponse<>(new ErrorDescriptor(refusal), STATUS_FORBIDDEN,
					MimeTypeUtils.APPLICATION_JSON);
		}
		Optional<Artifact> artifact = this.delegate.artifact(id, evidence);
		if (artifact.isEmpty()) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		return new WebEndpointResponse<>(new ByteArrayResource(artifact.get().content()),
				mediaType(artifact.get().mediaType()));
	}

	private static MimeType mediaType(String mediaType) {
		MimeType parsed = MimeType.valueOf(mediaType);
		return (parsed.getType().equals("text") && parsed.getCharset() == null)
				? new MimeType(parsed, StandardCharsets.UTF_8) : parsed;
	}

	@WriteOperation
	public LeaksDescriptor scan() {
		return this.delegate.scan(this.base.path());
	}

	@WriteOperation
	public WebEndpointResponse<Object> request(@Nullable String finding, @Nullable String collectors,
			@Nullable String duration, @Nullable String alerts) {
		try {
			return answer(this.delegate.request(finding, collectors, duration, alerts, this.base.path()));
		}
		catch (InvalidRequestException ex) {
			return badRequest(ex);
		}
	}

	@WriteOperation
	public WebEndpointResponse<Object> explain(@Selector String id) {
		return answer(this.delegate.capture(id, null, this.base.path()));
	}

	@WriteOperation
	public WebEndpointResponse<Object> capture(@Selector String id, @Selector String evidence) {
		try {
			return answer(this.delegate.capture(id, evidence, this.base.path()));
		}
		catch (InvalidRequestException ex) {
			return badRequest(ex);
		}
	}

	private static WebEndpointResponse<Object> answer(@Nullable Object body) {
		if (body == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		boolean accepted = body instanceof CapturesDescriptor captures && !captures.captures().isEmpty();
		return new WebEndpointResponse<>(body, accepted ? STATUS_ACCEPTED : WebEndpointResponse.STATUS_OK);
	}

	@DeleteOperation
	public WebEndpointResponse<Void> acknowledge(@Selector String id) {
		return new WebEndpointResponse<>((this.delegate.acknowledge(id) != null) ? WebEndpointResponse.STATUS_NO_CONTENT
				: WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Description of a request that cannot be answered.
	 *
	 * @param message what is wrong with it, and what would be right
	 */
	public record ErrorDescriptor(String message) implements OperationResponseBody {

	}

	/** The types that are hidden behind {@code Object}. */
	static final class LeaksRuntimeHints implements RuntimeHintsRegistrar {

		private final BindingReflectionHintsRegistrar registrar = new BindingReflectionHintsRegistrar();

		@Override
		public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
			this.registrar.registerReflectionHints(hints.reflection(), LeaksDescriptor.class, CapturesDescriptor.class,
					ErrorDescriptor.class);
			hints.resources().registerPattern("io/leakguard/finding/wording.properties");
			hints.resources().registerPattern("io/leakguard/autoconfigure/page/*");
		}

	}

}
