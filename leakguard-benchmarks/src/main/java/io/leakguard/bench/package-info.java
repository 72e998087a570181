/**
 * LeakBench: how well LeakGuard judges real leaks in a real application.
 */
@NullMarked
package io.leakguard.bench;

import org.jspecify.annotations.NullMarked;
