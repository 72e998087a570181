package io.leakguard.tracking;

/**
 * What became of the tasks of an executor.
 *
 * @param submitted how many were submitted for now, not for later
 * @param waiting how many of these wait for a thread
 * @param running how many run
 * @param completed how many runs ended well
 * @param failed how many runs ended with an exception
 */
public record TaskCounts(long submitted, long waiting, long running, long completed, long failed) {

}
