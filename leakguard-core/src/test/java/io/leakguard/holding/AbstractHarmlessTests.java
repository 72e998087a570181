package io.leakguard.holding;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;

/**
 * Collections that tell when they are called.
 */
abstract class AbstractHarmlessTests {

	static final AtomicInteger CALLS = new AtomicInteger();

	@BeforeEach
	void noCalls() {
		CALLS.set(0);
	}

	static class Lazy extends AbstractList<String> {

		@Override
		public String get(int index) {
			CALLS.incrementAndGet();
			return "";
		}

		@Override
		public int size() {
			CALLS.incrementAndGet();
			return 10;
		}

		@Override
		public Iterator<String> iterator() {
			CALLS.incrementAndGet();
			return super.iterator();
		}

	}

	static class Plain extends ArrayList<String> {

	}

}
