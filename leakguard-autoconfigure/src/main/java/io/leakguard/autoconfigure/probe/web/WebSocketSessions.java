package io.leakguard.autoconfigure.probe.web;

import java.util.Map;
import java.util.WeakHashMap;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.probe.ExistingBeans;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracking;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Counts open web sockets and expects each session that is closed to be collected. That
 * many are open is load and not judged. The application's handler stays the bean it is:
 * Spring wraps it in decorators when it maps it to a path, and one more is put around
 * those.
 */
final class WebSocketSessions implements SmartInitializingSingleton {

	static final String POPULATION = "web.sockets";

	private static final Log logger = LogFactory.getLog(WebSocketSessions.class);

	private final ExistingBeans<AbstractUrlHandlerMapping> mappings;

	private final ObjectProvider<LeakGuard> leakGuard;

	WebSocketSessions(BeanFactory beanFactory, ObjectProvider<LeakGuard> leakGuard) {
		this.mappings = new ExistingBeans<>(beanFactory, AbstractUrlHandlerMapping.class);
		this.leakGuard = leakGuard;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.mappings.find().values().forEach((mapping) -> mapping.getHandlerMap().values().forEach(this::decorate));
	}

	private void decorate(Object handler) {
		if (handler instanceof WebSocketHttpRequestHandler mapped) {
			PrivateField field = PrivateField.find(WebSocketHttpRequestHandler.class, "wsHandler");
			LeakGuard available = this.leakGuard.getIfAvailable();
			if (field != null && available != null && !(field.get(mapped) instanceof Sessions)) {
				try {
					field.set(mapped, new Sessions(mapped.getWebSocketHandler(), available.tracking()));
				}
				catch (RuntimeException ex) {
					logger.debug("Web sockets are not counted", ex);
				}
			}
		}
	}

	/** Is told of each session by the server. */
	private static final class Sessions extends WebSocketHandlerDecorator {

		private final Tracking tracking;

		private final Map<WebSocketSession, Handle> open = new WeakHashMap<>();

		Sessions(WebSocketHandler delegate, Tracking tracking) {
			super(delegate);
			this.tracking = tracking;
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) throws Exception {
			Handle handle = this.tracking.tracker(POPULATION, Kind.SESSION_RETAINED, Unit.OBJECTS)
				.endsWhenCollected()
				.shownOnly()
				.opened(session);
			synchronized (this.open) {
				this.open.put(session, handle);
			}
			super.afterConnectionEstablished(session);
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus closeStatus) throws Exception {
			try {
				super.afterConnectionClosed(session, closeStatus);
			}
			finally {
				Handle handle = remove(session);
				if (handle != null) {
					handle.close();
				}
				this.tracking.expectCollected(session, "web socket closed", Kind.SESSION_RETAINED);
			}
		}

		private @Nullable Handle remove(WebSocketSession session) {
			synchronized (this.open) {
				return this.open.remove(session);
			}
		}

	}

}
