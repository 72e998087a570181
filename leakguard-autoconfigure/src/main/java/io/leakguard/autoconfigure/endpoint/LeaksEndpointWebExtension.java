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
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link LeaksEndpoint}. Spring
 * compares each request of the application with each operation of each endpoint, so there
 * are as few as the addresses and bodies allow.
 */
@EndpointWebExtension(endpoint = LeaksEndpoint.class)
@ImportRuntimeHints(LeaksEndpointWebExtension.LeaksRuntimeHints.class)
public class LeaksEndpointWebExtension {

	private static final WebEndpointResponse<Object> NOT_FOUND = new WebEndpointResponse<>(
			WebEndpointResponse.STATUS_NOT_FOUND);

	private static final int STATUS_NOT_ACCEPTABLE = 406;

	private static final int STATUS_ACCEPTED = 202;

	private static final int STATUS_FORBIDDEN = 403;

	private final LeaksEndpoint endpoint;

	private final EndpointBase base;

	private final LeaksPage page = new LeaksPage();

	LeaksEndpointWebExtension(LeaksEndpoint endpoint, EndpointBase base) {
		this.endpoint = endpoint;
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
			return new WebEndpointResponse<>(this.endpoint.report(filter, reader, this.base.path()));
		}
		catch (InvalidRequestException ex) {
			return badRequest(ex);
		}
	}

	/** Boot's own answer would leave the message out. */
	private static WebEndpointResponse<Object> badRequest(InvalidRequestException ex) {
		return new WebEndpointResponse<>(new ErrorDescriptor(ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	/**
	 * Read a finding or a piece of its evidence.
	 * @param path the id of the finding, and the name of the evidence if it is asked for
	 * @param reader who asks
	 * @return the answer
	 */
	@ReadOperation(produces = MimeTypeUtils.ALL_VALUE)
	public WebEndpointResponse<Object> details(@Selector(match = Match.ALL_REMAINING) String[] path,
			SecurityContext reader) {
		return switch (path.length) {
			case 0 -> notAcceptable();
			case 1 -> finding(path[0], reader);
			case 2 -> evidence(path[0], path[1], reader);
			default -> NOT_FOUND;
		};
	}

	/** The report in a form that there is not, or with a slash at the end. */
	private WebEndpointResponse<Object> notAcceptable() {
		String message = "the report is at '%s', as application/json or text/html".formatted(this.base.path());
		return new WebEndpointResponse<>(new ErrorDescriptor(message), STATUS_NOT_ACCEPTABLE,
				MimeTypeUtils.APPLICATION_JSON);
	}

	private WebEndpointResponse<Object> finding(String id, SecurityContext reader) {
		FindingDescriptor finding = this.endpoint.finding(id, reader, this.base.path());
		return (finding != null) ? new WebEndpointResponse<>(finding, MimeTypeUtils.APPLICATION_JSON) : NOT_FOUND;
	}

	private WebEndpointResponse<Object> evidence(String id, String evidence, SecurityContext reader) {
		String refusal = this.endpoint.refusal(reader);
		if (refusal != null) {
			return new WebEndpointResponse<>(new ErrorDescriptor(refusal), STATUS_FORBIDDEN,
					MimeTypeUtils.APPLICATION_JSON);
		}
		Optional<Artifact> artifact = this.endpoint.artifact(id, evidence);
		if (artifact.isEmpty()) {
			return NOT_FOUND;
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
	public WebEndpointResponse<Object> request(@Nullable String finding, @Nullable String collectors,
			@Nullable String duration, @Nullable String alerts) {
		try {
			return answer(this.endpoint.request(finding, collectors, duration, alerts, this.base.path()));
		}
		catch (InvalidRequestException ex) {
			return badRequest(ex);
		}
	}

	/**
	 * Scan now, or capture evidence of a finding. It is asked for without a body.
	 * @param path nothing for a scan, the id of the finding for all of its evidence, and
	 * the name of the evidence for one piece
	 * @return the answer
	 */
	@WriteOperation
	public WebEndpointResponse<Object> capture(@Selector(match = Match.ALL_REMAINING) String[] path) {
		try {
			return switch (path.length) {
				case 0 -> answer(this.endpoint.scan(this.base.path()));
				case 1 -> answer(this.endpoint.capture(path[0], null, this.base.path()));
				case 2 -> answer(this.endpoint.capture(path[0], path[1], this.base.path()));
				default -> NOT_FOUND;
			};
		}
		catch (InvalidRequestException ex) {
			return badRequest(ex);
		}
	}

	private static WebEndpointResponse<Object> answer(@Nullable Object body) {
		if (body == null) {
			return NOT_FOUND;
		}
		boolean accepted = body instanceof CapturesDescriptor captures && !captures.captures().isEmpty();
		return new WebEndpointResponse<>(body, accepted ? STATUS_ACCEPTED : WebEndpointResponse.STATUS_OK);
	}

	@DeleteOperation
	public WebEndpointResponse<Void> acknowledge(@Selector String id) {
		return new WebEndpointResponse<>(this.endpoint.acknowledge(id) ? WebEndpointResponse.STATUS_NO_CONTENT
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
			this.registrar.registerReflectionHints(hints.reflection(), LeaksDescriptor.class, FindingDescriptor.class,
					CapturesDescriptor.class, ErrorDescriptor.class);
			hints.resources().registerPattern("io/leakguard/finding/wording.properties");
			hints.resources().registerPattern("io/leakguard/autoconfigure/page/*");
		}

	}

}
