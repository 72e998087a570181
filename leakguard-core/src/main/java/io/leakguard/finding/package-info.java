/**
 * Suspected and confirmed leaks, their life in the ledger, and the report.
 */
@NullMarked
package io.leakguard.finding;

import org.jspecify.annotations.NullMarked;
