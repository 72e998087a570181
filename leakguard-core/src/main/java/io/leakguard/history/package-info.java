/**
 * The past of a population in bounded memory, at several resolutions.
 */
@NullMarked
package io.leakguard.history;

import org.jspecify.annotations.NullMarked;
