/**
 * What explains a finding: captured on a change of stage or on request.
 */
@NullMarked
package io.leakguard.evidence;

import org.jspecify.annotations.NullMarked;
