package io.leakguard.autoconfigure.registration;

import java.lang.reflect.Modifier;

import io.leakguard.LeakGuard;
import io.leakguard.population.Unit;
import io.leakguard.tracking.Tracker;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.autoproxy.AbstractAutoProxyCreator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Puts a subclass proxy before the beans that ask for it with {@link TrackRegistrations},
 * and before no other.
 */
final class TrackRegistrationsProxyCreator extends AbstractAutoProxyCreator {

	private final transient ObjectProvider<LeakGuard> leakGuard;

	TrackRegistrationsProxyCreator(ObjectProvider<LeakGuard> leakGuard) {
		this.leakGuard = leakGuard;
		setProxyTargetClass(true);
	}

	@Override
	protected Object @Nullable [] getAdvicesAndAdvisorsForBean(Class<?> beanClass, String beanName,
			@Nullable TargetSource targetSource) {
		Class<?> type = ClassUtils.getUserClass(beanClass);
		TrackRegistrations annotation = AnnotatedElementUtils.findMergedAnnotation(type, TrackRegistrations.class);
		if (annotation == null) {
			return DO_NOT_PROXY;
		}
		Assert.isTrue(!Modifier.isFinal(type.getModifiers()),
				() -> "@TrackRegistrations on %s needs a class that is not final".formatted(type.getName()));
		String name = StringUtils.hasText(annotation.name()) ? annotation.name() : "registrations." + beanName;
		return new Object[] { new RegistrationsInterceptor(RegistrationMethods.of(type, annotation),
				() -> tracker(name, annotation)) };
	}

	private Tracker tracker(String name, TrackRegistrations annotation) {
		return this.leakGuard.getObject().tracking().tracker(name, annotation.kind(), Unit.OBJECTS).endsWhenCollected();
	}

}
