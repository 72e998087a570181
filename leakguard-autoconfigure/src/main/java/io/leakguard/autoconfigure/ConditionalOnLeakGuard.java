package io.leakguard.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;

/**
 * Matches unless {@code leakguard.enabled} is {@code false}. Every auto-configuration of
 * LeakGuard carries it, so that one property removes everything.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ConditionalOnBooleanProperty(name = "leakguard.enabled", matchIfMissing = true)
public @interface ConditionalOnLeakGuard {

}
