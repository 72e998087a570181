package com.acme.orders.demo;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PrinterTests {

	@Test
	void aFindingIsPrintedWithItsPlaceNumbersReasonAndRemedy() {
		assertThat(print(ComparisonTests.leaking())).contains("2 findings",
				" 1.  LISTENER_NOT_REMOVED  CONFIRMED, major",
				"where    com.acme.orders.OrderNotifications.ship(OrderNotifications.java:2)",
				"numbers  812 objects now, 12 objects at first, 3,200 objects more each hour",
				"why      grew in every window of the last 17 min, 812 added, none removed",
				"remedy   call removeApplicationListener", "proof    /actuator/leaks/00000001/reference-chain");
	}

	@Test
	void bytesAndLimitsAreReadable() {
		assertThat(print(ComparisonTests.leaking()))
			.contains("100 MiB now, 50 MiB at first, 1000 MiB more each hour; the limit of 512\n")
			.contains("MiB is reached in 25 min");
	}

	@Test
	void whatClearedIsNotPrinted() {
		assertThat(print(ComparisonTests.leaking())).doesNotContain("CLASSES_GROW");
	}

	@Test
	void noFindingIsGoodNews() {
		assertThat(print("{\"status\": \"CLEAN\", \"findings\": []}")).contains("Nothing leaks.");
	}

	private static String print(String json) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		new Printer(new PrintStream(bytes, true, StandardCharsets.UTF_8), false).findings(Answer.read(json).active());
		return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
	}

}
