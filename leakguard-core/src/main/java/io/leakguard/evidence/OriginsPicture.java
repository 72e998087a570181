package io.leakguard.evidence;

import java.io.IOException;
import java.util.List;

import io.leakguard.population.Origin;

/**
 * Draws the stacks of a finding for people.
 */
@FunctionalInterface
public interface OriginsPicture {

	/**
	 * Draw.
	 * @param title what it is about; may contain any character
	 * @param origins the origins that have a stack, at least one; their names may contain
	 * any character
	 * @return one self-contained HTML page in UTF-8
	 * @throws IOException if it cannot be drawn
	 */
	byte[] draw(String title, List<Origin> origins) throws IOException;

}
