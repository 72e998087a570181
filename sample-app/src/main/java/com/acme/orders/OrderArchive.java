package com.acme.orders;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Keeps the newest documents at hand. Its leak: it keeps all of them, in a chain of its
 * own that no library knows, so that only the heap shows it.
 */
@Component
class OrderArchive {

	private static final int KEPT = 50;

	private static @Nullable ArchivedDocument newest;

	private final LeakSwitches leaks;

	OrderArchive(LeakSwitches leaks) {
		this.leaks = leaks;
	}

	void keep(byte[] text) {
		synchronized (OrderArchive.class) {
			newest = new ArchivedDocument(text, newest); // leak: heap
			if (!this.leaks.isOn(Leak.HEAP)) {
				newest.forgetAllBut(KEPT);
			}
		}
	}

	private static final class ArchivedDocument {

		private final byte[] text;

		private @Nullable ArchivedDocument older;

		private ArchivedDocument(byte[] text, @Nullable ArchivedDocument older) {
			this.text = text.clone(); // leak: heap
			this.older = older;
		}

		private void forgetAllBut(int count) {
			ArchivedDocument last = this;
			for (int i = 1; i < count && last.older != null; i++) {
				last = last.older;
			}
			last.older = null;
		}

	}

}
