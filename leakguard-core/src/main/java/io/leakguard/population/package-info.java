/**
 * What must stay bounded, and how it is counted: populations, groups, probes, the census.
 */
@NullMarked
package io.leakguard.population;

import org.jspecify.annotations.NullMarked;
