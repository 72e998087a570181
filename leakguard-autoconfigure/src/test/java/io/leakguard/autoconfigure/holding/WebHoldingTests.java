package io.leakguard.autoconfigure.holding;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

import io.github.bucket4j.Bucket;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.holding.HoldingProbe;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the walk finds what is no bean and is given to the framework: interceptors
 * and filters that are made with {@code new}.
 */
class WebHoldingTests {

	private static final String LIMITS = "held.WebHoldingTests$Limits.byUser via ";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withPropertyValues("leakguard.holding.application-packages=io.leakguard.autoconfigure.holding.",
				"leakguard.holding.pass-every=1", "leakguard.holding.budget=5s")
		.withConfiguration(AutoConfigurations.of(HoldingAutoConfiguration.class, WebMvcAutoConfiguration.class));

	@Test
	void anInterceptorThatIsNoBeanIsFoundWhereItIsRegistered() {
		this.runner.withUserConfiguration(Interceptors.class).run((context) -> {
			RequestMappingHandlerMapping mapping = context.getBean("requestMappingHandlerMapping",
					RequestMappingHandlerMapping.class);
			Counts counts = play(context.getBean(HoldingProbe.class), (i) -> request(mapping, "user-" + i));
			Population found = found(counts);
			assertThat(found.name()).contains("HandlerMapping");
			assertThat(found.kind()).isEqualTo(Kind.COLLECTION_GROWS);
			assertThat(found.holder()).startsWith(Limits.class.getName() + ".byUser (ConcurrentHashMap<String, ");
		});
	}

	@Test
	void anInterceptorThatKnowsAFewPlansIsQuiet() {
		this.runner.withUserConfiguration(Interceptors.class).run((context) -> {
			RequestMappingHandlerMapping mapping = context.getBean("requestMappingHandlerMapping",
					RequestMappingHandlerMapping.class);
			Counts counts = play(context.getBean(HoldingProbe.class), (i) -> request(mapping, "plan-" + i % 4));
			assertThat(counts.names()).isEmpty();
		});
	}

	@Test
	void aFilterThatIsNoBeanIsFoundInItsRegistration() {
		this.runner.withUserConfiguration(Filters.class).run((context) -> {
			LimitFilter filter = (LimitFilter) context.getBean(FilterRegistrationBean.class).getFilter();
			Counts counts = play(context.getBean(HoldingProbe.class), (i) -> request(filter, "user-" + i));
			Population found = found(counts);
			assertThat(found.name()).isEqualTo(LIMITS + "FilterRegistrationBean(limitFilter).filter.limits");
			assertThat(found.culprit().type()).startsWith("io.github.bucket4j.");
		});
	}

	@Test
	void aFilterThatIsABeanIsNamedOnceThoughItHasARegistration() {
		this.runner.withUserConfiguration(FilterBean.class).run((context) -> {
			LimitFilter filter = context.getBean(LimitFilter.class);
			Counts counts = play(context.getBean(HoldingProbe.class), (i) -> request(filter, "user-" + i));
			assertThat(found(counts).name()).isEqualTo(LIMITS + "WebHoldingTests$LimitFilter.limits");
		});
	}

	@Test
	void aFilterThatKnowsAFewPlansIsQuiet() {
		this.runner.withUserConfiguration(Filters.class).run((context) -> {
			LimitFilter filter = (LimitFilter) context.getBean(FilterRegistrationBean.class).getFilter();
			Counts counts = play(context.getBean(HoldingProbe.class), (i) -> request(filter, "plan-" + i % 4));
			assertThat(counts.names()).isEmpty();
		});
	}

	@Test
	void whatTheUserExcludesIsNotTakenFromItsHost() {
		this.runner.withUserConfiguration(Filters.class)
			.withPropertyValues("leakguard.holding.excluded=org.springframework.boot.web.servlet.")
			.run((context) -> {
				LimitFilter filter = (LimitFilter) context.getBean(FilterRegistrationBean.class).getFilter();
				Counts counts = play(context.getBean(HoldingProbe.class), (i) -> request(filter, "user-" + i));
				assertThat(counts.names()).isEmpty();
			});
	}

	private static Population found(Counts counts) {
		assertThat(counts.names()).singleElement().asString().startsWith(LIMITS);
		Population found = counts.population(counts.names().get(0));
		assertThat(found.count()).isEqualTo(20);
		return found;
	}

	private static Counts play(HoldingProbe probe, IntConsumer request) {
		Counts counts = Counts.of(probe).scan();
		for (int i = 1; i <= 20; i++) {
			request.accept(i);
			counts.scan();
		}
		return counts;
	}

	private static void request(RequestMappingHandlerMapping mapping, String user) {
		try {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
			request.setRemoteUser(user);
			HandlerExecutionChain chain = new HandlerExecutionChain(user);
			for (HandlerInterceptor interceptor : mapping.getAdaptedInterceptors()) {
				chain.addInterceptor(interceptor);
			}
			for (HandlerInterceptor interceptor : chain.getInterceptorList()) {
				interceptor.preHandle(request, new MockHttpServletResponse(), user);
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void request(LimitFilter filter, String user) {
		try {
			MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
			request.setRemoteUser(user);
			filter.doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static final class Limits {

		private final Map<String, Bucket> byUser = new ConcurrentHashMap<>();

		boolean admit(String user) {
			return this.byUser
				.computeIfAbsent(user,
						(absent) -> Bucket.builder()
							.addLimit((limit) -> limit.capacity(20).refillGreedy(10, Duration.ofMinutes(1)))
							.build())
				.tryConsume(1);
		}

	}

	static final class LimitInterceptor implements HandlerInterceptor {

		private final Limits limits = new Limits();

		@Override
		public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
			return this.limits.admit(request.getRemoteUser());
		}

	}

	static final class LimitFilter extends OncePerRequestFilter {

		private final Limits limits = new Limits();

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
			this.limits.admit(request.getRemoteUser());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors implements WebMvcConfigurer {

		@Override
		public void addInterceptors(InterceptorRegistry registry) {
			registry.addInterceptor(new LimitInterceptor()).addPathPatterns("/**");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Filters {

		@Bean
		FilterRegistrationBean<LimitFilter> limitFilter() {
			return new FilterRegistrationBean<>(new LimitFilter());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FilterBean {

		@Bean
		LimitFilter limits() {
			return new LimitFilter();
		}

		@Bean
		FilterRegistrationBean<LimitFilter> limitFilter(LimitFilter limits) {
			return new FilterRegistrationBean<>(limits);
		}

	}

}
