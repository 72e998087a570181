/**
 * The probe of Spring Security's session registry.
 */
@NullMarked
package io.leakguard.autoconfigure.probe.security;

import org.jspecify.annotations.NullMarked;
