/**
 * The page for people.
 */
@NullMarked
package io.leakguard.autoconfigure.page;

import org.jspecify.annotations.NullMarked;
