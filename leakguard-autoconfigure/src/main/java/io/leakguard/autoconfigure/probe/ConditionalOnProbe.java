package io.leakguard.autoconfigure.probe;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches unless {@code leakguard.enabled} or {@code leakguard.probe.<name>.enabled} is
 * {@code false}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@Conditional(OnProbeCondition.class)
public @interface ConditionalOnProbe {

	/**
	 * The name of the probe as it stands in the property.
	 * @return the name, in lower case
	 */
	String value();

}
