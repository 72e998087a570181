/**
 * LeakGuard: counts, judges and explains what leaks in a JVM.
 */
@NullMarked
package io.leakguard;

import org.jspecify.annotations.NullMarked;
