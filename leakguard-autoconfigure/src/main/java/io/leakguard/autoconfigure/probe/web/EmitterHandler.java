package io.leakguard.autoconfigure.probe.web;

import io.leakguard.LeakGuard;
import io.leakguard.autoconfigure.probe.PrivateField;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Handle;
import io.leakguard.tracking.Tracking;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;

/**
 * Stands before the handler of emitters: counts those that are open, and expects each
 * that is complete, has timed out or has failed to be collected. That many are open is
 * load, and they may stay for a working day; only what has ended is judged.
 */
final class EmitterHandler extends HandlerInFront {

	static final String POPULATION = "web.emitters";

	private final ObjectProvider<LeakGuard> leakGuard;

	private final EndedRequests endedRequests;

	EmitterHandler(HandlerMethodReturnValueHandler delegate, ObjectProvider<LeakGuard> leakGuard,
			EndedRequests endedRequests) {
		super(delegate);
		this.leakGuard = leakGuard;
		this.endedRequests = endedRequests;
	}

	@Override
	public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
			ModelAndViewContainer mavContainer, NativeWebRequest webRequest) throws Exception {
		Object body = (returnValue instanceof ResponseEntity<?> entity) ? entity.getBody() : returnValue;
		LeakGuard available = (body instanceof ResponseBodyEmitter) ? available() : null;
		if (available == null) {
			delegate().handleReturnValue(returnValue, returnType, mavContainer, webRequest);
			return;
		}
		ResponseBodyEmitter emitter = (ResponseBodyEmitter) body;
		Tracking tracking = available.tracking();
		Handle handle = tracking.tracker(POPULATION, Kind.SESSION_RETAINED, Unit.OBJECTS)
			.endsWhenCollected()
			.shownOnly()
			.opened(emitter);
		Runnable ended = () -> {
			handle.close();
			this.endedRequests.expectCollected(tracking, emitter, "emitter completed");
		};
		boolean endedBefore = isComplete(emitter);
		emitter.onCompletion(ended);
		delegate().handleReturnValue(returnValue, returnType, mavContainer, webRequest);
		if (endedBefore) {
			// Spring asks no callback of an emitter that was complete before it was
			// returned
			ended.run();
		}
	}

	private @Nullable LeakGuard available() {
		try {
			return this.leakGuard.getIfAvailable();
		}
		catch (BeansException ex) {
			// the context is starting or closing
			return null;
		}
	}

	private static boolean isComplete(ResponseBodyEmitter emitter) {
		PrivateField complete = PrivateField.find(ResponseBodyEmitter.class, "complete");
		return complete != null && Boolean.TRUE.equals(complete.get(emitter));
	}

}
