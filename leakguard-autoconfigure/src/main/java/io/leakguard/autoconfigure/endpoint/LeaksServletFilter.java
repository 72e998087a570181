package io.leakguard.autoconfigure.endpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Objects;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/**
 * Does for the endpoint what an operation cannot: headers, and bodies that are more than
 * texts. It is mapped to the path of the endpoint and sees no other request.
 */
final class LeaksServletFilter extends OncePerRequestFilter {

	private final String endpointPath;

	private final ShallowEtagHeaderFilter etags = new ShallowEtagHeaderFilter();

	/**
	 * Create a filter.
	 * @param endpointPath the path of the endpoint within the application
	 */
	LeaksServletFilter(String endpointPath) {
		this.endpointPath = endpointPath;
		// a strong one would keep the server from compressing
		this.etags.setWriteWeakETag(true);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		String path = path(request);
		LeaksAnswer.headers(path).forEach(response::setHeader);
		switch (request.getMethod()) {
			case "GET" -> {
				if (LeaksAnswer.isArtifact(path)) {
					this.etags.doFilter(request, response, chain);
				}
				else {
					chain.doFilter(request, response);
				}
			}
			case "POST" -> post(request, response, chain);
			default -> chain.doFilter(request, response);
		}
	}

	/** Decoded by the server, so that no way of writing a path gets around it. */
	private String path(HttpServletRequest request) {
		String path = request.getServletPath() + Objects.toString(request.getPathInfo(), "");
		return path.startsWith(this.endpointPath) ? path.substring(this.endpointPath.length()) : path;
	}

	private void post(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		MediaType type = type(request.getContentType());
		if (request.getContentType() != null && !LeaksBody.isJson(type)) {
			chain.doFilter(request, response);
			return;
		}
		byte[] body = request.getInputStream().readNBytes(LeaksBody.MAX_BYTES + 1);
		if (body.length > LeaksBody.MAX_BYTES) {
			response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
			response.setContentType(MediaType.APPLICATION_JSON_VALUE);
			response.getOutputStream().write(LeaksBody.TOO_LARGE.getBytes(StandardCharsets.UTF_8));
			return;
		}
		chain.doFilter((type != null || body.length == 0) ? new PlainRequest(request, LeaksBody.plain(body)) : request,
				response);
	}

	private static @Nullable MediaType type(@Nullable String contentType) {
		try {
			return StringUtils.hasText(contentType) ? MediaType.parseMediaType(contentType) : null;
		}
		catch (InvalidMediaTypeException ex) {
			return null;
		}
	}

	/** A request with another body. One that has none passes for JSON without a value. */
	private static final class PlainRequest extends HttpServletRequestWrapper {

		private final byte[] body;

		PlainRequest(HttpServletRequest request, byte[] body) {
			super(request);
			this.body = body;
		}

		@Override
		public String getContentType() {
			return Objects.requireNonNullElse(super.getContentType(), MediaType.APPLICATION_JSON_VALUE);
		}

		@Override
		public int getContentLength() {
			return this.body.length;
		}

		@Override
		public long getContentLengthLong() {
			return this.body.length;
		}

		@Override
		public @Nullable String getHeader(String name) {
			return name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH) ? Integer.toString(this.body.length)
					: super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)
					? Collections.enumeration(Collections.singleton(Integer.toString(this.body.length)))
					: super.getHeaders(name);
		}

		@Override
		public ServletInputStream getInputStream() {
			return new Body(new ByteArrayInputStream(this.body));
		}

	}

	private static final class Body extends ServletInputStream {

		private final ByteArrayInputStream bytes;

		Body(ByteArrayInputStream bytes) {
			this.bytes = bytes;
		}

		@Override
		public int read() {
			return this.bytes.read();
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			return this.bytes.read(target, offset, length);
		}

		@Override
		public boolean isFinished() {
			return this.bytes.available() == 0;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener listener) {
			throw new UnsupportedOperationException();
		}

	}

}
