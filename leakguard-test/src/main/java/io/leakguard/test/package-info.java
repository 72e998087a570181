/**
 * Makes a test fail that leaves threads, open handles or objects behind.
 */
@NullMarked
package io.leakguard.test;

import org.jspecify.annotations.NullMarked;
