package io.leakguard.autoconfigure.probe;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;

/**
 * Matches unless {@code leakguard.enabled} or {@code leakguard.probe.<name>.enabled} is
 * {@code false}. Beans so marked are lazy, because a probe is not needed before the first
 * scan, which creates it; one that has to be there while the application starts says
 * {@code @Lazy(false)}. A lazy probe is declared as {@code Probe}, so that its class is
 * not loaded before, either, unless somebody else looks for it by another type.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@Conditional(OnProbeCondition.class)
@Lazy
public @interface ConditionalOnProbe {

	/**
	 * The name of the probe as it stands in the property.
	 * @return the name, in lower case
	 */
	String value();

}
