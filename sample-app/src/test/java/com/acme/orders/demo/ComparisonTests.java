package com.acme.orders.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.acme.orders.leak.Leak;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ComparisonTests {

	@TempDir
	private Path sources;

	@BeforeEach
	void writeSource() throws IOException {
		Path directory = Files.createDirectories(this.sources.resolve("com/acme/orders"));
		Files.writeString(directory.resolve("OrderNotifications.java"),
				"void ship() {\n\tadd(it); // leak: listener\n");
	}

	@Test
	void whatIsExpectedDiffersInNothing() {
		assertThat(differences(leaking(), Leak.LISTENER, Leak.HEAP)).isEmpty();
	}

	@Test
	void aLeakThatWasNotFoundIsToldOf() {
		assertThat(differences(leaking(), Leak.LISTENER, Leak.HEAP, Leak.EXECUTOR)).singleElement()
			.asString()
			.contains("'executor' was not found as EXECUTOR_NOT_SHUT_DOWN of com.acme.orders.ReportService");
	}

	@Test
	void aLeakOfWhichOnlyWhatItFillsCanBeSeenIsFoundByThat() {
		String json = leaking().replaceFirst("\"LISTENER_NOT_REMOVED\"", "\"METER_TAGS_UNBOUNDED\"")
			.replaceFirst("\"type\": \"[^\"]*OrderNotifications[^\"]*\"",
					"\"type\": \"meter `orders.parcels` tag `parcel`\"");
		assertThat(differences(json, Leak.METER_TAG, Leak.HEAP)).isEmpty();
		assertThat(differences(json.replace("orders.parcels", "orders.other"), Leak.METER_TAG, Leak.HEAP)).first()
			.asString()
			.contains("'meter-tag' was not found as METER_TAGS_UNBOUNDED of meter `orders.parcels` tag `parcel`");
	}

	@Test
	void aFindingThatNobodyExpectedIsToldOf() {
		assertThat(differences(leaking(), Leak.HEAP)).singleElement()
			.asString()
			.startsWith("nobody expected CONFIRMED LISTENER_NOT_REMOVED");
	}

	@Test
	void aFindingWithTheWrongLineIsToldOf() {
		String json = leaking().replace("OrderNotifications.java:2)", "OrderNotifications.java:22)");
		assertThat(differences(json, Leak.LISTENER, Leak.HEAP)).singleElement()
			.asString()
			.contains("instead of line [2]");
	}

	@Test
	void aFindingThatIsOnlySuspectedIsToldOf() {
		String json = leaking().replaceFirst("\"CONFIRMED\"", "\"SUSPECTED\"");
		assertThat(differences(json, Leak.LISTENER, Leak.HEAP))
			.containsExactly("the leak 'listener' is only SUSPECTED");
	}

	@Test
	void aHealthyServiceThatLeaksIsToldOf() {
		assertThat(differences(leaking())).hasSize(3).last().isEqualTo("the status is LEAKING instead of CLEAN");
	}

	@Test
	void aCleanAnswerIsWhatAHealthyServiceGives() {
		assertThat(differences("{\"status\": \"CLEAN\", \"scans\": 30, \"findings\": []}")).isEmpty();
	}

	private List<String> differences(String json, Leak... leaks) {
		return new Comparison(List.of(leaks), new SourceLines(this.sources)).differences(Answer.read(json));
	}

	static String leaking() {
		try (InputStream in = ComparisonTests.class.getResourceAsStream("leaking.json")) {
			assertThat(in).isNotNull();
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
