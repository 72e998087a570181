/**
 * More leaks and healthy behaviours of the six families, from reports on other projects
 * than the development half: played with {@code leakbench --wider}, or by id. A file is
 * about one subject, but none is called after caches or registries: a rule reads these
 * words in the name of a class that holds a collection, and would be helped by them.
 */
@NullMarked
package io.leakguard.bench.wider;

import org.jspecify.annotations.NullMarked;
