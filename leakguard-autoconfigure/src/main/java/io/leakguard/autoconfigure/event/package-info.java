/**
 * What a change of stage sets off: a log line, an application event, the termination
 * message of a Kubernetes container.
 */
@NullMarked
package io.leakguard.autoconfigure.event;

import org.jspecify.annotations.NullMarked;
