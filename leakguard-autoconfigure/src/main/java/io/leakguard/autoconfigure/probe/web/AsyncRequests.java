package io.leakguard.autoconfigure.probe.web;

import io.leakguard.LeakGuard;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Expects the result of every asynchronous request that is over to be collected.
 */
final class AsyncRequests implements WebMvcConfigurer, DeferredResultProcessingInterceptor {

	private final ObjectProvider<LeakGuard> leakGuard;

	private final EndedRequests ended;

	AsyncRequests(ObjectProvider<LeakGuard> leakGuard, EndedRequests ended) {
		this.leakGuard = leakGuard;
		this.ended = ended;
	}

	@Override
	public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
		configurer.registerDeferredResultInterceptors(this);
	}

	@Override
	public <T> void afterCompletion(NativeWebRequest request, DeferredResult<T> deferredResult) {
		this.leakGuard.ifAvailable((available) -> this.ended.expectCollected(available.tracking(), deferredResult,
				"asynchronous request completed"));
	}

}
