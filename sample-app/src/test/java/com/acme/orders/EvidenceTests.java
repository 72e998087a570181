package com.acme.orders;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.acme.orders.leak.Leak;
import io.leakguard.LeakGuard;
import io.leakguard.finding.Finding;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * The evidence for each leak of the running service names what holds it and where it was
 * made, without a heap dump.
 */
@AutoConfigureRestTestClient
@EnabledIfSystemProperty(named = "leakguard.evidence-tests", matches = "true",
		disabledReason = "takes minutes; -Dleakguard.evidence-tests=true runs it")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "leakguard.interval=500ms", "leakguard.evidence.min-interval=2s" })
class EvidenceTests {

	/** What the artifacts of the finding, or of one of some findings, have to contain. */
	private static final Map<Leak, List<String>> EXPECTED = Map.of(
			// map, index, lambda, captured variable, maker
			Leak.CALLBACK_ARRAY,
			List.of("reference-chain", "\"holder\":\"PriceWatches.CALLBACKS\"", "ConcurrentHashMap.table",
					"\"index\":\"[", "PriceWatches$$Lambda", "captured variable",
					"com.acme.orders.express.PriceWatches.handle("),
			Leak.LISTENER,
			List.of("reference-chain", ".applicationListeners\",\"note\"", "OrderNotifications$$Lambda",
					"captured variable", "com.acme.orders.OrderNotifications."),
			Leak.EXECUTOR, List.of("origins", "com.acme.orders.ReportService.compute(ReportService.java:"),
			Leak.CANCELLED_TASKS,
			// a task forgets its body when it is cancelled
			List.of("reference-chain", "DelayedWorkQueue", "ScheduledFutureTask",
					"com.acme.orders.express.PaymentTimeouts.handle("),
			Leak.THREAD_LOCAL,
			List.of("reference-chain", "\"holder\":\"Thread.threadLocals\"", "ThreadLocalMap$Entry.value",
					"com.acme.orders.express.CustomsForms"),
			Leak.CLASS_LOADER,
			List.of("thread-pile", "\"discount-watcher\"", "com.acme.orders.express.DiscountRules.waitFor("),
			Leak.STREAM, List.of("origins", "com.acme.orders.OrderExport.newest(OrderExport.java:"));

	@Autowired
	private LeakGuard leakGuard;

	@Autowired
	private RestTestClient client;

	@AfterEach
	void switchOff() {
		EXPECTED.keySet().forEach((leak) -> turn(leak, "off"));
	}

	private void turn(Leak leak, String state) {
		this.client.post().uri("/leaks/{id}/{state}", leak.id(), state).exchange().expectStatus().isOk();
	}

	/**
	 * Threads that pile up bring thread locals of their own, and the arrays of the
	 * callbacks leave the sampler little room for small things.
	 */
	static Stream<Set<Leak>> leaks() {
		return Stream.of(Set.of(Leak.CANCELLED_TASKS, Leak.LISTENER), Set.of(Leak.THREAD_LOCAL),
				Set.of(Leak.EXECUTOR, Leak.STREAM, Leak.CLASS_LOADER, Leak.CALLBACK_ARRAY));
	}

	@ParameterizedTest
	@MethodSource("leaks")
	void theEvidenceNamesHolderAndMaker(Set<Leak> leaks) {
		leaks.forEach((leak) -> turn(leak, "on"));
		Awaitility.await("evidence for each leak")
			.atMost(Duration.ofMinutes(5))
			.pollInterval(Duration.ofSeconds(1))
			.untilAsserted(() -> {
				// what was allocated has to outlive a collection to be sampled
				System.gc();
				List<String> missing = new ArrayList<>();
				leaks.forEach((leak) -> {
					List<String> expected = EXPECTED.get(leak);
					if (!isShown(expected)) {
						missing.add(leak + ": " + expected + " in " + stateOf(expected.get(0)));
					}
				});
				if (!missing.isEmpty()) {
					throw new AssertionError(String.join("\n", missing));
				}
			});
	}

	private boolean isShown(List<String> expected) {
		return this.leakGuard.report()
			.findings()
			.stream()
			.flatMap((finding) -> this.leakGuard.evidence(finding.id(), expected.get(0)).stream())
			.map((artifact) -> new String(artifact.content(), StandardCharsets.UTF_8))
			.anyMatch((text) -> expected.stream().skip(1).allMatch(text::contains));
	}

	private List<String> stateOf(String collector) {
		return this.leakGuard.report()
			.findings()
			.stream()
			.map((finding) -> describe(finding) + this.leakGuard.evidenceDesk()
				.captures(finding.id())
				.stream()
				.filter((capture) -> capture.collector().equals(collector))
				.map((capture) -> " " + capture.state() + " " + capture.message())
				.toList())
			.toList();
	}

	private static String describe(Finding finding) {
		return finding.stage() + " " + finding.kind() + " " + finding.culprit().type();
	}

}
