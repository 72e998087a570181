/**
 * What code that cooperates tells us: trackers, registrations, guards and the watch for
 * collection.
 */
@NullMarked
package io.leakguard.tracking;

import org.jspecify.annotations.NullMarked;
