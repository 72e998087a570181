package io.leakguard.autoconfigure.probe.web;

import io.leakguard.LeakGuard;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.mvc.method.annotation.DeferredResultMethodReturnValueHandler;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitterReturnValueHandler;

/**
 * Expects the result of each asynchronous request that is over to be collected. It stands
 * before the handlers that begin one: an interceptor of all requests would cost each of
 * them.
 */
final class AsyncRequests implements BeanPostProcessor, Ordered, DeferredResultProcessingInterceptor {

	private final ObjectProvider<LeakGuard> leakGuard;

	private final EndedRequests ended;

	AsyncRequests(ObjectProvider<LeakGuard> leakGuard, EndedRequests ended) {
		this.leakGuard = leakGuard;
		this.ended = ended;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		HandlerInFront.put(bean, AsyncRequests::beginsAsyncRequests, Handler::new);
		return bean;
	}

	private static boolean beginsAsyncRequests(HandlerMethodReturnValueHandler handler) {
		return handler instanceof DeferredResultMethodReturnValueHandler
				|| handler instanceof ResponseBodyEmitterReturnValueHandler || handler instanceof EmitterHandler;
	}

	/**
	 * After {@link EmitterHandlerBeanPostProcessor}, and before those of the application,
	 * which may put other handlers around these.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public <T> void afterCompletion(NativeWebRequest request, DeferredResult<T> deferredResult) {
		this.leakGuard.ifAvailable((available) -> this.ended.expectCollected(available.tracking(), deferredResult,
				"asynchronous request completed"));
	}

	/** Has the request say when it is over. */
	private final class Handler extends HandlerInFront {

		Handler(HandlerMethodReturnValueHandler delegate) {
			super(delegate);
		}

		@Override
		public void handleReturnValue(@Nullable Object returnValue, MethodParameter returnType,
				ModelAndViewContainer mavContainer, NativeWebRequest webRequest) throws Exception {
			WebAsyncUtils.getAsyncManager(webRequest)
				.registerDeferredResultInterceptor(AsyncRequests.this, AsyncRequests.this);
			delegate().handleReturnValue(returnValue, returnType, mavContainer, webRequest);
		}

	}

}
