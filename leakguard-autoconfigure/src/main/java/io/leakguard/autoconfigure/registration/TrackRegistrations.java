package io.leakguard.autoconfigure.registration;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.leakguard.population.Kind;

/**
 * Asks LeakGuard to watch a registry of the application: what is registered there and
 * never unregistered is a leak. Put it on the class of the bean.
 * {@snippet :
 * &#64;Component
 * &#64;TrackRegistrations
 * class PriceFeed {
 * 	public void subscribe(PriceListener listener) { … }
 * 	public void unsubscribe(PriceListener listener) { … }
 * }
 * }
 * Public methods are recognised by their names: {@code add}, {@code register},
 * {@code subscribe}, {@code attach}, {@code bind}, {@code connect}, {@code join},
 * {@code listen}, {@code observe}, {@code on}, {@code put} or {@code watch}, with
 * anything after it, and the matching {@code remove}, {@code unregister},
 * {@code deregister}, {@code unsubscribe} and so on. A method that returns something to
 * close, cancel, dispose or run needs no counterpart if its result is an interface. Other
 * names are given to {@link #add()} and {@link #remove()}.
 * <p>
 * The bean is replaced by a subclass proxy, so the class must not be final, and calls
 * that the registry makes to itself are not seen. A registration costs well under a
 * microsecond. What is registered is held weakly; what the registry itself holds weakly,
 * and what is replaced under its key, counts until it is collected.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface TrackRegistrations {

	/**
	 * The name of the population. By default the name of the bean after
	 * {@code registrations.}.
	 * @return the name
	 */
	String name() default "";

	/**
	 * The kind of leak it is if registrations stay.
	 * @return the kind
	 */
	Kind kind() default Kind.LISTENER_NOT_REMOVED;

	/**
	 * The names of the methods that register, if they are not recognised.
	 * @return the names
	 */
	String[] add() default {};

	/**
	 * The names of the methods that unregister, if they are not recognised.
	 * @return the names
	 */
	String[] remove() default {};

}
