package io.leakguard.bench.wider;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpSession;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/**
 * Sessions, and requests that are still waited for.
 */
public final class Sessions {

	private Sessions() {
	}

	/** W-D13: clients without cookies get a session each, and sessions never end. */
	public static class EndlessSessions extends WiderCase {

		private final HttpClient http = HttpClient.newHttpClient();

		private URI basket = URI.create("http://localhost");

		/** The case. */
		public EndlessSessions() {
			super("W-D13", Set.of("SESSION_RETAINED", "COLLECTION_GROWS", "HEAP_GROWS"), "web.httpSessions",
					"StandardSession", "Basket");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { BasketController.class };
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("acme.mended", isMended(), "server.servlet.session.timeout", "-1");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.basket = URI.create("http://localhost:"
					+ context.getEnvironment().getRequiredProperty("local.server.port") + "/basket");
		}

		@Override
		public void step(long index) throws Exception {
			this.http.send(HttpRequest.newBuilder(this.basket).build(), BodyHandlers.discarding());
		}

		@RestController
		static class BasketController {

			private final boolean mended;

			BasketController(org.springframework.core.env.Environment environment) {
				this.mended = environment.getRequiredProperty("acme.mended", Boolean.class);
			}

			@GetMapping("/basket")
			String basket(HttpSession session) {
				session.setAttribute("basket", new Basket());
				if (this.mended) {
					session.invalidate();
				}
				return "ok";
			}

		}

		static class Basket {

			final byte[] items = new byte[1024];

		}

		/** The same with the fix. */
		public static final class Mended extends EndlessSessions {

		}

	}

	/** W-D14: one session whose list of visited pages grows. */
	public static class SessionAttribute extends WiderCase {

		private final HttpClient http = HttpClient.newBuilder().cookieHandler(new java.net.CookieManager()).build();

		private URI pages = URI.create("http://localhost");

		/** The case. */
		public SessionAttribute() {
			super("W-D14", Set.of("COLLECTION_GROWS", "SESSION_RETAINED", "HEAP_GROWS"), "Visit", "visits");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { PagesController.class };
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("acme.mended", isMended());
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.pages = URI.create(
					"http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/page");
		}

		@Override
		public void step(long index) throws Exception {
			this.http.send(HttpRequest.newBuilder(this.pages).build(), BodyHandlers.discarding());
		}

		@RestController
		static class PagesController {

			private final boolean mended;

			PagesController(org.springframework.core.env.Environment environment) {
				this.mended = environment.getRequiredProperty("acme.mended", Boolean.class);
			}

			@GetMapping("/page")
			@SuppressWarnings("unchecked")
			String page(HttpSession session) {
				List<Visit> visits = (List<Visit>) session.getAttribute("visits");
				visits = (visits != null) ? visits : new ArrayList<>();
				visits.add(new Visit());
				if (this.mended && visits.size() > 20) {
					visits.remove(0);
				}
				session.setAttribute("visits", visits);
				return "ok";
			}

		}

		static class Visit {

			final byte[] page = new byte[512];

		}

		/** The same with the fix. */
		public static final class Mended extends SessionAttribute {

		}

	}

	/** W-A11: a deferred result that timed out long ago is still waited for. */
	public static class DeferredResults extends WiderCase {

		private final HttpClient http = HttpClient.newHttpClient();

		private URI orders = URI.create("http://localhost");

		/** The case. */
		public DeferredResults() {
			super("W-A11", Set.of("SESSION_RETAINED", "COLLECTION_GROWS"), "OrderController", "DeferredResult");
		}

		@Override
		public Class<?>[] configuration() {
			return new Class<?>[] { OrderController.class };
		}

		@Override
		public Map<String, Object> properties() {
			return Map.of("acme.mended", isMended(), "logging.level.org.apache.catalina", "off",
					"logging.level.org.springframework.web", "off");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) {
			this.orders = URI.create("http://localhost:"
					+ context.getEnvironment().getRequiredProperty("local.server.port") + "/orders");
		}

		@Override
		public void step(long index) {
			this.http.sendAsync(HttpRequest.newBuilder(this.orders).build(), BodyHandlers.discarding());
		}

		@RestController
		static class OrderController {

			private final Map<Long, DeferredResult<String>> waiting = new ConcurrentHashMap<>();

			private final boolean mended;

			private long id;

			OrderController(org.springframework.core.env.Environment environment) {
				this.mended = environment.getRequiredProperty("acme.mended", Boolean.class);
			}

			@GetMapping("/orders")
			synchronized DeferredResult<String> order() {
				long id = this.id++;
				DeferredResult<String> result = new DeferredResult<>(300L, "late");
				this.waiting.put(id, result);
				if (this.mended) {
					result.onCompletion(() -> this.waiting.remove(id));
				}
				return result;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends DeferredResults {

		}

	}

}
