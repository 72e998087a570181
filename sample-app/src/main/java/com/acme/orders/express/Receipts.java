package com.acme.orders.express;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import com.acme.orders.leak.Leak;
import com.acme.orders.leak.LeakSwitches;

import org.springframework.stereotype.Component;

/**
 * Looks for receipts in a directory. Its leak: the listing is not closed, and the JVM
 * never frees the descriptor behind it.
 */
@Component
class Receipts implements ExpressStep {

	private final Path directory = Path.of(System.getProperty("java.io.tmpdir"));

	private final LeakSwitches leaks;

	Receipts(LeakSwitches leaks) {
		this.leaks = leaks;
	}

	@Override
	public void handle(String order, String product) {
		try {
			Stream<Path> receipts = Files.list(this.directory); // the leak, without a
																// line
			receipts.iterator().hasNext();
			if (!this.leaks.isOn(Leak.FILE)) {
				receipts.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
