package io.leakguard.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A case that cannot be played before a version of Java.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresJava {

	/**
	 * Return the first feature version.
	 * @return the version
	 */
	int value();

}
