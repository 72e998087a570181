/**
 * The probe of Hibernate's statistics.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.hibernate;

import org.jspecify.annotations.NullMarked;
