package io.leakguard.autoconfigure.probe.pool;

/**
 * How a pool stands.
 *
 * @param active how many are out
 * @param max how many there may be, negative if there is no bound
 * @param waiting how many threads wait for one
 * @param returned how many have come back or were given up so far
 */
record PoolReading(long active, long max, long waiting, long returned) {

}
