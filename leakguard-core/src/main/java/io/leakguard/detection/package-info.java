/**
 * Pure functions of histories and facts that say whether something leaks.
 */
@NullMarked
package io.leakguard.detection;

import org.jspecify.annotations.NullMarked;
