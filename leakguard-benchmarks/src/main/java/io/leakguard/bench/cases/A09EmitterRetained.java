package io.leakguard.bench.cases;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A09: an emitter kept in a set after its request has failed.
 */
public class A09EmitterRetained extends TwinCase {

	private final HttpClient http = HttpClient.newHttpClient();

	private URI events = URI.create("http://localhost");

	/** The leak. */
	public A09EmitterRetained() {
		this(false);
	}

	A09EmitterRetained(boolean mended) {
		super("A09", mended, Set.of("SESSION_RETAINED"), "EventsController", "SseEmitter");
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { EventsController.class };
	}

	@Override
	public Map<String, Object> properties() {
		return Map.of("acme.mended", isMended(), "logging.level.org.apache.catalina", "off");
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.events = URI.create(
				"http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/events");
	}

	@Override
	public void step(long index) throws Exception {
		this.http.send(HttpRequest.newBuilder(this.events).build(), BodyHandlers.discarding());
	}

	@RestController
	static class EventsController {

		private final Set<SseEmitter> clients = ConcurrentHashMap.newKeySet();

		private final boolean mended;

		EventsController(org.springframework.core.env.Environment environment) {
			this.mended = environment.getRequiredProperty("acme.mended", Boolean.class);
		}

		@GetMapping("/events")
		SseEmitter events() {
			SseEmitter emitter = new SseEmitter(1000L);
			this.clients.add(emitter);
			try {
				throw new IllegalArgumentException("not valid");
			}
			finally {
				if (this.mended) {
					this.clients.remove(emitter);
				}
			}
		}

	}

	/** The same with the fix. */
	public static final class Mended extends A09EmitterRetained {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
