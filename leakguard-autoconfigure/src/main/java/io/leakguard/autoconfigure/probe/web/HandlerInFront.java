package io.leakguard.autoconfigure.probe.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.springframework.core.MethodParameter;
import org.springframework.web.method.support.AsyncHandlerMethodReturnValueHandler;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * A handler of return values that stands before another and handles what that one would.
 */
abstract class HandlerInFront implements HandlerMethodReturnValueHandler {

	private final HandlerMethodReturnValueHandler delegate;

	HandlerInFront(HandlerMethodReturnValueHandler delegate) {
		this.delegate = delegate;
	}

	@Override
	public final boolean supportsReturnType(MethodParameter returnType) {
		return this.delegate.supportsReturnType(returnType);
	}

	HandlerMethodReturnValueHandler delegate() {
		return this.delegate;
	}

	/**
	 * Put a handler before some of those of an adapter. One that wants to be asked in
	 * each request, as Spring's do not, is left alone.
	 * @param bean the adapter; any other bean has none
	 * @param which before which handlers
	 * @param front makes the one to put there
	 */
	static void put(Object bean, Predicate<HandlerMethodReturnValueHandler> which,
			UnaryOperator<HandlerMethodReturnValueHandler> front) {
		if (bean instanceof RequestMappingHandlerAdapter adapter && adapter.getReturnValueHandlers() != null) {
			List<HandlerMethodReturnValueHandler> handlers = new ArrayList<>(adapter.getReturnValueHandlers());
			handlers.replaceAll(
					(handler) -> (which.test(handler) && !(handler instanceof AsyncHandlerMethodReturnValueHandler))
							? front.apply(handler) : handler);
			adapter.setReturnValueHandlers(handlers);
		}
	}

}
