/**
 * The probe of Quartz.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.quartz;

import org.jspecify.annotations.NullMarked;
