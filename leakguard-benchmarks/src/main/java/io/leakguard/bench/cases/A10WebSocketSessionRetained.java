package io.leakguard.bench.cases;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * A10: a WebSocket session kept in a map after its socket has closed.
 */
public class A10WebSocketSessionRetained extends TwinCase {

	private final HttpClient http = HttpClient.newHttpClient();

	private URI chat = URI.create("ws://localhost");

	/** The leak. */
	public A10WebSocketSessionRetained() {
		this(false);
	}

	A10WebSocketSessionRetained(boolean mended) {
		super("A10", mended, Set.of("SESSION_RETAINED"), "ChatHandler", "WebSocketSession");
	}

	@Override
	public int stepsPerScan() {
		return 2;
	}

	@Override
	public Class<?>[] configuration() {
		return new Class<?>[] { Config.class };
	}

	@Override
	public Map<String, Object> properties() {
		return Map.of("acme.mended", isMended());
	}

	@Override
	public void prepare(ConfigurableApplicationContext context) throws Exception {
		this.chat = URI
			.create("ws://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/chat");
	}

	@Override
	public void step(long index) throws Exception {
		WebSocket socket = this.http.newWebSocketBuilder().buildAsync(this.chat, new WebSocket.Listener() {
		}).get(5, TimeUnit.SECONDS);
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(5, TimeUnit.SECONDS);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Config implements WebSocketConfigurer {

		private final ChatHandler handler;

		Config(org.springframework.core.env.Environment environment) {
			this.handler = new ChatHandler(environment.getRequiredProperty("acme.mended", Boolean.class));
		}

		@Bean
		ChatHandler chatHandler() {
			return this.handler;
		}

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(this.handler, "/chat");
		}

	}

	static class ChatHandler extends TextWebSocketHandler {

		private final Map<String, WebSocketSession> sessions = new ConcurrentHashMap<>();

		private final boolean mended;

		ChatHandler(boolean mended) {
			this.mended = mended;
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
			this.sessions.put(session.getId(), session);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			if (this.mended) {
				this.sessions.remove(session.getId());
			}
		}

	}

	/** The same with the fix. */
	public static final class Mended extends A10WebSocketSessionRetained {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
