package io.leakguard.autoconfigure.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.PathContainer.PathSegment;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.util.DigestUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Does for the endpoint what an operation cannot: headers, and bodies that are more than
 * texts. Other requests are passed on at once.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
final class LeaksWebFilter implements WebFilter {

	private final String endpointPath;

	/**
	 * Create a filter.
	 * @param endpointPath the path of the endpoint within the application
	 */
	LeaksWebFilter(String endpointPath) {
		this.endpointPath = endpointPath;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String path = path(exchange.getRequest());
		if (path == null) {
			return chain.filter(exchange);
		}
		LeaksAnswer.headers(path).forEach(exchange.getResponse().getHeaders()::set);
		HttpMethod method = exchange.getRequest().getMethod();
		if (method == HttpMethod.GET && LeaksAnswer.isArtifact(path)) {
			return chain.filter(exchange.mutate().response(new TaggedResponse(exchange)).build());
		}
		return (method == HttpMethod.POST) ? post(exchange, chain) : chain.filter(exchange);
	}

	private @Nullable String path(ServerHttpRequest request) {
		PathContainer within = request.getPath().pathWithinApplication();
		String raw = within.value();
		if (!raw.startsWith(this.endpointPath) && raw.indexOf('%') < 0 && raw.indexOf(';') < 0) {
			return null;
		}
		StringBuilder decoded = new StringBuilder();
		for (PathContainer.Element element : within.elements()) {
			decoded.append((element instanceof PathSegment segment) ? segment.valueToMatch() : element.value());
		}
		String path = decoded.toString();
		if (!path.startsWith(this.endpointPath)) {
			return null;
		}
		String rest = path.substring(this.endpointPath.length());
		return (rest.isEmpty() || rest.startsWith("/")) ? rest : null;
	}

	private Mono<Void> post(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		boolean untyped = !request.getHeaders().containsHeader(HttpHeaders.CONTENT_TYPE);
		if (!untyped && !LeaksBody.isJson(type(request))) {
			return chain.filter(exchange);
		}
		return DataBufferUtils.join(request.getBody(), LeaksBody.MAX_BYTES)
			.map(LeaksWebFilter::bytes)
			.defaultIfEmpty(new byte[0])
			.map((body) -> exchange.mutate()
				.request(new PlainRequest(exchange, (untyped && body.length > 0) ? body : LeaksBody.plain(body),
						untyped && body.length == 0))
				.build())
			.onErrorResume(DataBufferLimitException.class, (ex) -> tooLarge(exchange).then(Mono.empty()))
			.flatMap(chain::filter);
	}

	private static @Nullable MediaType type(ServerHttpRequest request) {
		try {
			return request.getHeaders().getContentType();
		}
		catch (InvalidMediaTypeException ex) {
			return null;
		}
	}

	private static Mono<Void> tooLarge(ServerWebExchange exchange) {
		exchange.getResponse().setStatusCode(HttpStatus.CONTENT_TOO_LARGE);
		exchange.getResponse().getHeaders().setContentType(MediaType.APPLICATION_JSON);
		return exchange.getResponse()
			.writeWith(Mono.fromSupplier(() -> exchange.getResponse()
				.bufferFactory()
				.wrap(LeaksBody.TOO_LARGE.getBytes(StandardCharsets.UTF_8))));
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	/** A request with another body. One that has none passes for JSON without a value. */
	private static final class PlainRequest extends ServerHttpRequestDecorator {

		private final ServerWebExchange exchange;

		private final byte[] body;

		private final HttpHeaders headers = new HttpHeaders();

		PlainRequest(ServerWebExchange exchange, byte[] body, boolean untyped) {
			super(exchange.getRequest());
			this.exchange = exchange;
			this.body = body;
			this.headers.addAll(exchange.getRequest().getHeaders());
			this.headers.remove(HttpHeaders.TRANSFER_ENCODING);
			this.headers.setContentLength(body.length);
			if (untyped) {
				this.headers.setContentType(MediaType.APPLICATION_JSON);
			}
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return (this.body.length == 0) ? Flux.empty()
					: Flux.defer(() -> Flux.just(this.exchange.getResponse().bufferFactory().wrap(this.body)));
		}

	}

	/** An answer that tells whether it is the one which the reader has already. */
	private static final class TaggedResponse extends ServerHttpResponseDecorator {

		private final ServerWebExchange exchange;

		TaggedResponse(ServerWebExchange exchange) {
			super(exchange.getResponse());
			this.exchange = exchange;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			HttpStatusCode status = getStatusCode();
			if (status != null && status.value() != HttpStatus.OK.value()) {
				return super.writeWith(body);
			}
			return DataBufferUtils.join(body).flatMap((buffer) -> {
				byte[] bytes = bytes(buffer);
				String etag = "W/\"0%s\"".formatted(DigestUtils.md5DigestAsHex(bytes));
				if (this.exchange.checkNotModified(etag, Instant.MIN)) {
					getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
					return setComplete();
				}
				return super.writeWith(Mono.just(bufferFactory().wrap(bytes)));
			});
		}

	}

}
