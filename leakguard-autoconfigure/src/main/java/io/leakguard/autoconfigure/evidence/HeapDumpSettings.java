package io.leakguard.autoconfigure.evidence;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How heap dumps are made.
 *
 * @param directory where they are made
 * @param force whether to make one although it stops the application for longer than the
 * platform forgives
 * @param keep whether to leave the dump in the directory
 * @param maxBytes the most that a dump and what its analysis writes may take on disk
 * @param timeout after how long the analysis is given up
 */
record HeapDumpSettings(Path directory, boolean force, boolean keep, long maxBytes, Duration timeout) {

}
