/**
 * LeakGuard in a Spring Boot application: its bean, its life and its properties.
 */
@NullMarked
package io.leakguard.autoconfigure;

import org.jspecify.annotations.NullMarked;
