package io.leakguard.history;

/**
 * How many members came and went in a stretch of time.
 *
 * @param added how many were added
 * @param ended how many ended
 */
public record Turnover(long added, long ended) {

	/**
	 * Return the part of what came that went.
	 * @return the share, 0 if nothing came
	 */
	public double endedShare() {
		return (this.added > 0) ? (double) this.ended / this.added : 0;
	}

}
