/**
 * The one scan thread that reads the probes, extends the histories and publishes the
 * report.
 */
@NullMarked
package io.leakguard.scan;

import org.jspecify.annotations.NullMarked;
