package io.leakguard.test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The extension behind {@link LeakFree @LeakFree}; it can be registered by itself with
 * {@code @ExtendWith(LeakGuardExtension.class)}. Tests may take a {@link Leaks} as a
 * parameter.
 * <p>
 * A test that has failed already is not asked for leaks: what it left behind is a
 * consequence.
 */
public final class LeakGuardExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(LeakGuardExtension.class);

	private static final Duration DEFAULT_GRACE = Duration.ofSeconds(2);

	@Override
	public void beforeEach(ExtensionContext context) {
		context.getStore(NAMESPACE).put(ThreadsBefore.class, ThreadsBefore.now(ignoredThreads(context)));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		ThreadsBefore before = context.getStore(NAMESPACE).remove(ThreadsBefore.class, ThreadsBefore.class);
		Leaks leaks = context.getStore(NAMESPACE).remove(Leaks.class, Leaks.class);
		if (context.getExecutionException().isPresent()) {
			return;
		}
		Duration grace = grace(context);
		if (leaks != null) {
			leaks.verify(grace);
		}
		if (before != null) {
			before.verifyNothingLeft(grace);
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == Leaks.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return context.getStore(NAMESPACE).computeIfAbsent(Leaks.class, (key) -> new Leaks(), Leaks.class);
	}

	private static Duration grace(ExtensionContext context) {
		return annotation(context).map((found) -> Duration.ofMillis(found.withinMillis())).orElse(DEFAULT_GRACE);
	}

	private static List<String> ignoredThreads(ExtensionContext context) {
		return annotation(context).map((found) -> List.of(found.ignoredThreads())).orElse(List.of());
	}

	private static Optional<LeakFree> annotation(ExtensionContext context) {
		Optional<LeakFree> onMethod = AnnotationSupport.findAnnotation(context.getTestMethod(), LeakFree.class);
		return onMethod.or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), LeakFree.class));
	}

}
