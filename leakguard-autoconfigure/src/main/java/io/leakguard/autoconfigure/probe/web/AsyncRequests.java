package io.leakguard.autoconfigure.probe.web;

import io.leakguard.LeakGuard;
import io.leakguard.population.Kind;

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

	/**
	 * Tomcat keeps up to 200 processors for further requests, and each of them the last
	 * request that it served, with what belongs to it.
	 */
	static final int RECYCLED = 200;

	private final ObjectProvider<LeakGuard> leakGuard;

	AsyncRequests(ObjectProvider<LeakGuard> leakGuard) {
		this.leakGuard = leakGuard;
	}

	@Override
	public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
		configurer.registerDeferredResultInterceptors(this);
	}

	@Override
	public <T> void afterCompletion(NativeWebRequest request, DeferredResult<T> deferredResult) {
		this.leakGuard.ifAvailable((available) -> available.tracking()
			.expectCollected(deferredResult, "asynchronous request completed", Kind.SESSION_RETAINED, RECYCLED));
	}

}
