/**
 * More leaks and healthy behaviours of the six families, from reports on other projects
 * than the development half: played with {@code leakbench --wider}, or by id.
 */
@NullMarked
package io.leakguard.bench.wider;

import org.jspecify.annotations.NullMarked;
