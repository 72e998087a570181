package io.leakguard.holding;

/**
 * An object from which the walk begins, such as a singleton bean.
 *
 * @param name a name that is unique among the roots and the same in every scan, such as
 * the name of the bean
 * @param object the object itself, never a proxy in front of it
 * @param application whether it is the application's own; those are walked first
 */
public record Root(String name, Object object, boolean application) {

}
