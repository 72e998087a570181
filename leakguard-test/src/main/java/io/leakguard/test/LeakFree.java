package io.leakguard.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Makes each test of a class, or one test, fail when it leaks: when threads that it
 * started still run, or when what it told {@link Leaks} about is still open or still
 * held.
 * <p>
 * Threads are told apart by what ran before the test, so tests that run concurrently in
 * one JVM take each other's threads for their own; use
 * {@link org.junit.jupiter.api.parallel.Isolated @Isolated} there.
 * <p>
 * A test that leaves nothing behind pays for a list of the live threads. Only one that
 * does waits, and asks for collections meanwhile, because some threads end when their
 * owner is collected.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(LeakGuardExtension.class)
public @interface LeakFree {

	/**
	 * How long threads may take to end, and objects to be collected, after the test.
	 * @return the time in milliseconds
	 */
	long withinMillis() default 2000;

	/**
	 * Regular expressions for names of threads that may stay.
	 * @return the expressions
	 */
	String[] ignoredThreads() default {};

}
