package com.acme.page;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.acme.orders.OrdersApplication;
import io.leakguard.LeakGuard;
import io.leakguard.detection.Stage;
import io.leakguard.finding.Finding;
import io.leakguard.population.Kind;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample leaks under load; what LeakGuard makes of it is looked at in a browser, and
 * the pictures of the README are taken.
 */
@SpringBootTest(classes = OrdersApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "leakguard.interval=500ms", "leakguard.evidence.min-interval=1s",
				"leakguard.evidence.longest-pause=10s", "leakguard.evidence.platform-limit=60s", "acme.load.rate=100" })
@DirtiesContext
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class OrdersPageBrowserTests {

	private static Browser browser;

	@LocalServerPort
	private int port;

	@Autowired
	private LeakGuard leakGuard;

	@BeforeAll
	static void startBrowser() {
		browser = Browser.start();
	}

	@AfterAll
	static void closeBrowser() throws IOException {
		if (browser != null) {
			browser.close();
		}
	}

	@Test
	void whoeverIsWokenSeesWhatLeaksAndActs() throws Exception {
		turn("listener", "on");
		turn("executor", "on");
		String card = "#finding-" + confirmed(Kind.LISTENER_NOT_REMOVED).id();
		confirmed(Kind.EXECUTOR_NOT_SHUT_DOWN);
		open("light", 1200);
		theStateIsSeenAtAGlance(card);
		boolean proven = aFindingOpensToItsProof(card);
		everybodyCanReadIt(card, 1200);
		open("dark", 1200);
		openCard(card);
		if (proven) {
			soon(() -> assertThat(browser.findAll(card + " .tree [data-mark=holder]")).isNotEmpty());
		}
		everybodyCanReadIt(card, 1200);
		open("light", 360);
		openCard(card);
		everybodyCanReadIt(card, 360);
		aScanIsAskedFor();
		aFindingIsAcknowledged(card);
		turn("listener", "off");
		turn("executor", "off");
	}

	private void theStateIsSeenAtAGlance(String card) throws IOException {
		assertThat(browser.text("h1")).isEqualTo("Leaking");
		assertThat(browser.text("#first")).contains("To mend it: ");
		String line = browser.find(card + " summary").getText();
		assertThat(line).contains("Listener not removed", "Confirmed", "OrderNotifications");
		assertThat(browser.findAll(card + " summary svg")).hasSize(1);
		browser.picture("page-light");
	}

	private boolean aFindingOpensToItsProof(String card) throws IOException {
		openCard(card);
		assertThat(browser.text(card + " .body")).contains("Why it is a leak", "How to mend it", "Remove the listener",
				"AbstractApplicationContext.applicationListeners");
		assertThat(browser.text(card + " .timeline")).contains("Suspected", "Confirmed");
		if (!isProven(card)) {
			return false;
		}
		browser.find(card + " [data-key='reference-chain.svg'] summary").click();
		soon(() -> assertThat((Long) browser.script("return document.querySelector(arguments[0])?.naturalWidth",
				card + " [data-evidence='reference-chain.svg'] img"))
			.isPositive());
		browser.script("document.querySelector(arguments[0]).scrollIntoView()",
				card + " [data-evidence='reference-chain.svg']");
		browser.picture("page-proof");
		browser.find(card + " [data-key='reference-chain.svg'] summary").click();
		return true;
	}

	/**
	 * Whether the flight recorder samples one of the small objects is chance; until it
	 * has, the page says why there is no chain yet.
	 */
	private boolean isProven(String card) {
		browser.script("const select = document.querySelector(arguments[0]); select.value = 'reference-chain';"
				+ "select.dispatchEvent(new Event('change'))", card + " .foot select");
		String button = card + " .foot button:nth-of-type(1)";
		browser.find(button).click();
		soon(() -> assertThat(browser.find("#message").getText()).isNotEmpty());
		long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
		while (System.nanoTime() < end) {
			if (!browser.findAll(card + " .tree [data-mark=holder]").isEmpty()) {
				return true;
			}
			System.gc();
			browser.find(button).click();
			sleep();
		}
		soon(() -> assertThat(browser.text(card)).contains("reference-chain"));
		return false;
	}

	private static void sleep() {
		try {
			Thread.sleep(2000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void aScanIsAskedFor() {
		browser.script("scrollTo(0, 0)");
		browser.find("#scan").click();
		soon(() -> assertThat(browser.find("#message").getText()).startsWith("Scanned at").endsWith(": leaking."));
	}

	private void aFindingIsAcknowledged(String card) {
		browser.find(card + " .foot button:nth-of-type(2)").click();
		soon(() -> assertThat(browser.findAll("#closed " + card)).hasSize(1));
		soon(() -> assertThat(browser.find("#message").getText()).startsWith("Acknowledged: listener not removed"));
		assertThat(browser.complaints()).isEmpty();
	}

	private void everybodyCanReadIt(String card, int width) throws IOException {
		assertThat((Long) browser.script("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
		assertThat(browser.inaccessible()).isEqualTo(List.of());
		assertThat(browser.complaints()).isEmpty();
	}

	private void open(String scheme, int width) {
		browser.scheme(scheme);
		browser.width(width, width < 500);
		browser.open("http://localhost:" + this.port + "/actuator/leaks");
		soon(() -> assertThat(browser.findAll("#open > li")).isNotEmpty());
	}

	private static void openCard(String card) {
		browser.find(card + " > details > summary").click();
		soon(() -> assertThat(browser.findAll(card + " .timeline li")).isNotEmpty());
	}

	private Finding confirmed(Kind kind) {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(5))
			.pollInterval(Duration.ofMillis(500))
			.until(() -> this.leakGuard.report()
				.findings()
				.stream()
				.filter((finding) -> finding.kind() == kind && finding.stage() == Stage.CONFIRMED)
				.findFirst()
				.orElse(null), (finding) -> finding != null);
	}

	private void turn(String leak, String state) throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:%d/leaks/%s/%s".formatted(this.port, leak, state)))
			.POST(BodyPublishers.noBody())
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
	}

	private static void soon(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
	}

}
