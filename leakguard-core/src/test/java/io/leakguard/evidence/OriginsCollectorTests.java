package io.leakguard.evidence;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OriginsCollector}.
 */
class OriginsCollectorTests {

	private static final Clock CLOCK = Clock.fixed(TestFindings.SUSPECTED.plusSeconds(60), ZoneOffset.UTC);

	private static final Origin FEW = new Origin("com.acme.Order", "com.acme.Orders.rare(Orders.java:9)", List.of(),
			null, TestFindings.SUSPECTED, null, 3);

	private static final Origin MANY = new Origin("com.acme.Order", "com.acme.Orders.add(Orders.java:7)",
			List.of("com.acme.Orders.add(Orders.java:7)", "com.acme.Web.<init>(Web.java:1)"), "exec-1",
			TestFindings.SUSPECTED, "4bf9", 800);

	@Test
	void theOriginsAreWrittenByCountWithAgeThreadAndFrames() throws Exception {
		List<Artifact> artifacts = new OriginsCollector(CLOCK, null).collect(finding(FEW, MANY));
		assertThat(artifacts).singleElement().satisfies((artifact) -> {
			assertThat(artifact.name()).isEqualTo("origins");
			assertThat(artifact.mediaType()).isEqualTo("application/json");
			assertThat(artifact.content()).asString(StandardCharsets.UTF_8)
				.startsWith("{\"live\":812,\"unit\":\"OBJECTS\",\"explained\":803,\"origins\":[{\"count\":800,"
						+ "\"ageSeconds\":60,\"type\":\"com.acme.Order\"")
				.contains("\"thread\":\"exec-1\",\"traceId\":\"4bf9\",\"frames\":["
						+ "\"com.acme.Orders.add(Orders.java:7)\",\"com.acme.Web.\\u003cinit\\u003e(Web.java:1)\"]},"
						+ "{\"count\":3")
				.endsWith("\"frames\":[]}]}");
		});
	}

	@Test
	void onlyOriginsWithAStackAreDrawn() throws Exception {
		List<Origin> drawn = new ArrayList<>();
		OriginsCollector collector = new OriginsCollector(CLOCK, (title, origins) -> {
			drawn.addAll(origins);
			return title.getBytes(StandardCharsets.UTF_8);
		});
		List<Artifact> artifacts = collector.collect(finding(FEW, MANY));
		assertThat(artifacts).extracting(Artifact::name).containsExactly("origins", "origins.html");
		assertThat(artifacts.get(1).content()).asString(StandardCharsets.UTF_8)
			.isEqualTo("Where com.acme.Order is made (LISTENER_NOT_REMOVED, finding 0a1b2c3d)");
		assertThat(drawn).containsExactly(MANY);
		assertThat(new OriginsCollector(CLOCK, (title, origins) -> new byte[0]).collect(finding(FEW)))
			.extracting(Artifact::name)
			.containsExactly("origins");
	}

	@Test
	void aLaterCaptureIsComparedWithTheFirst() throws Exception {
		OriginsCollector collector = new OriginsCollector(CLOCK,
				(title, origins) -> (title + " " + origins.get(0).count()).getBytes(StandardCharsets.UTF_8));
		assertThat(collector.collect(finding(FEW, MANY))).extracting(Artifact::name)
			.containsExactly("origins", "origins.html");
		Origin more = new Origin(MANY.type(), MANY.site(), MANY.stack(), MANY.thread(), MANY.at(), null, 900);
		List<Artifact> artifacts = collector.collect(finding(FEW, more));
		assertThat(artifacts).extracting(Artifact::name)
			.containsExactly("origins", "origins.html", "origins-difference", "origins-difference.html");
		assertThat(artifacts.get(2).content()).asString(StandardCharsets.UTF_8)
			.contains("\"added\":100,\"type\":\"com.acme.Order\"", "\"added\":0");
		assertThat(artifacts.get(3).content()).asString(StandardCharsets.UTF_8).endsWith(" 100");
	}

	@Test
	void withoutOriginsTheSiteIsSaid() throws Exception {
		OriginsCollector collector = new OriginsCollector(CLOCK, null);
		assertThat(collector.isWantedFor(finding())).isTrue();
		assertThat(collector.collect(finding())).singleElement()
			.satisfies((artifact) -> assertThat(artifact.content()).asString(StandardCharsets.UTF_8)
				.contains("\"explained\":812", "\"site\":\"com.acme.Orders.add(Orders.java:7)\"", "\"frames\":[]"));
	}

	private static Finding finding(Origin... origins) {
		return TestFindings.finding("0a1b2c3d", Kind.LISTENER_NOT_REMOVED, Stage.SUSPECTED, origins);
	}

}
