/**
 * The tracker of streams that Spring Data repositories return.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.data;

import org.jspecify.annotations.NullMarked;
