/**
 * PauseBench: how long the application stands still while evidence is captured.
 */
@NullMarked
package io.leakguard.bench.pause;

import org.jspecify.annotations.NullMarked;
