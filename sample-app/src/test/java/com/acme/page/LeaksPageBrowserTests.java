package com.acme.page;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.leakguard.LeakGuard;
import com.acme.page.LeakingApplication.Leaks;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.verify;

/**
 * The page as a browser shows it.
 */
@SpringBootTest(classes = LeakingApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks",
				"management.endpoint.leaks.access=unrestricted", "leakguard.evidence.access=read-only" })
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class LeaksPageBrowserTests {

	private static final String LISTENERS = "#finding-7c1f0a9e";

	private static final String ACKNOWLEDGE = LISTENERS + " .foot button:nth-of-type(2)";

	private static Browser browser;

	@LocalServerPort
	private int port;

	@Autowired
	private Leaks leaks;

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

	@BeforeEach
	void openPage() {
		this.leaks.reset();
		clearInvocations(this.leakGuard, this.leakGuard.evidenceDesk());
		browser.scheme("light");
		browser.width(1200, false);
		openPage("");
	}

	private void openPage(String rest) {
		browser.open("http://localhost:" + this.port + "/actuator/leaks" + rest);
		soon(() -> assertThat(browser.findAll(".cards > li")).isNotEmpty());
		browser.complaints();
	}

	@Test
	void theStateIsSeenAtAGlance() throws IOException {
		openPage("");
		assertThat(browser.text("h1")).isEqualTo("Leaking");
		assertThat(browser.text("#counts")).contains("confirmed2", "suspected1",
				"to the nearest limit (listener not removed)13 min");
		assertThat(browser.text("#scanned")).contains("Scan 240", "every 1 s", "took 4 ms");
		assertThat(browser.findAll("#open h3")).extracting(WebElement::getText)
			.containsExactly("Listener not removed", "Executor not shut down", "Heap grows");
		assertThat(browser.find(LISTENERS + " summary").getText()).contains("Critical", "Confirmed",
				"OrderService$$Lambda", "OrderService.onRequest(OrderService.java:42)", "812", "objects, +3,200/h",
				"13 min");
		assertThat(browser.find(LISTENERS + " svg").getAttribute("aria-label")).contains("From 12 to 812 objects");
		assertThat(browser.findAll("#closed h3")).extracting(WebElement::getText).containsExactly("Not closed");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void aFindingOpensToItsProof() {
		open(LISTENERS);
		String body = LISTENERS + " .body ";
		assertThat(browser.text(body)).contains("Grew in every window", "Remove the listener when its owner ends",
				"EventBus.listeners", "its oldest members never leave", "jvm.heap.live grows");
		assertThat(browser.text(body + ".timeline")).contains("Suspected", "Confirmed");
		soon(() -> assertThat(browser.find(body + ".tree [data-mark=holder]").getText())
			.startsWith("EventBus.listeners → java.util.ArrayList")
			.contains("42 samples"));
		assertThat(browser.findAll(body + ".tree [data-mark=captured]")).hasSize(2);
		browser.find(body + "[data-key='reference-chain.svg'] summary").click();
		soon(() -> assertThat(browser.script("return document.querySelector(arguments[0]).naturalWidth", body + "img"))
			.isEqualTo(300L));
		soon(() -> assertThat(browser.text(body + "[data-evidence=thread-pile] .piles"))
			.contains("133 threads pool-#-thread-#", "Pile", "waiting for AbstractQueuedSynchronizer"));
		browser.find(body + "[data-key=origin-0] summary").click();
		assertThat(browser.find(body + "[data-key=origin-0] pre").getText())
			.contains("OrderController.place(OrderController.java:31)");
		assertThat(browser.find(body + ".links a[href$='/7c1f0a9e/flame-graph.html']").getAttribute("rel"))
			.isEqualTo("noopener");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void aFlameGraphIsShownInAWorldOfItsOwn() {
		open(LISTENERS);
		String page = LISTENERS + " [data-evidence='flame-graph.html'] ";
		assertThat(browser.findAll(page + "iframe")).isEmpty();
		browser.find(page + "summary").click();
		soon(() -> assertThat(browser.find(page + "iframe").getAttribute("sandbox")).isEqualTo("allow-scripts"));
		assertThat(browser.framed(page + "iframe", "return document.querySelector('p').textContent + document.title"))
			.isEqualTo("flames7");
		assertThat(browser.framed(page + "iframe", "try { return parent.document.title } catch (e) { return e.name }"))
			.isEqualTo("SecurityError");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void whatIsMostUrgentIsSaidInWords() {
		assertThat(browser.text("#first")).contains("Most urgent: listener not removed in OrderService.onRequest",
				"812 objects, +3,200 an hour, at its limit in 13 min.", "To mend it: remove the listener");
		browser.find("#first a").click();
		soon(() -> assertThat(browser.text(LISTENERS + " .body")).contains("Grew in every window"));
	}

	@Test
	void aLinkLeadsToAFinding() {
		openPage("#5b90c2d1");
		soon(() -> assertThat(browser.text("#finding-5b90c2d1 .body")).contains("164 threads were started"));
	}

	@Test
	void aScanIsAskedFor() {
		browser.find("#scan").click();
		soon(() -> assertThat(browser.find("#message").getText()).startsWith("Scanned at").endsWith(": leaking."));
		verify(this.leakGuard).requestScan();
		assertThat(browser.text("#scanned")).contains("Scan 241");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void evidenceIsAskedFor() {
		open(LISTENERS);
		browser.find(LISTENERS + " .foot button:nth-of-type(1)").click();
		soon(() -> assertThat(browser.find("#message").getText()).startsWith("Evidence was asked for"));
		soon(() -> assertThat(browser.text(LISTENERS + " .captures"))
			.contains("reference-chain: refused, the last chain was captured less than PT10M ago"));
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void aCollectorAndATimeAreChosen() {
		open(LISTENERS);
		assertThat(browser.findAll(LISTENERS + " .foot select:not([hidden])")).hasSize(1);
		browser.find(LISTENERS + " .foot select").sendKeys("allocations");
		assertThat(browser.findAll(LISTENERS + " .foot select:not([hidden])")).hasSize(2);
		browser.find(LISTENERS + " .foot select:nth-of-type(2)").sendKeys("15 s");
		browser.find(LISTENERS + " .foot button:nth-of-type(1)").click();
		soon(() -> assertThat(browser.find("#message").getText()).startsWith("Evidence was asked for"));
		verify(this.leakGuard.evidenceDesk()).request(any(), eq(Set.of("allocations")), eq(Duration.ofSeconds(15)));
	}

	@Test
	void aFindingIsAcknowledged() {
		open(LISTENERS);
		browser.find(ACKNOWLEDGE).click();
		soon(() -> assertThat(browser.findAll("#closed " + LISTENERS)).hasSize(1));
		verify(this.leakGuard).acknowledge("7c1f0a9e");
		soon(() -> assertThat(browser.find("#message").getText()).startsWith("Acknowledged: listener not removed"));
		assertThat(browser.find(LISTENERS + " .stage").getText()).isEqualTo("Confirmed, acknowledged");
		assertThat(browser.find(ACKNOWLEDGE).isDisplayed()).isFalse();
		assertThat(browser.focused().getTagName()).isEqualTo("summary");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void whatChangesIsFollowedWithoutReloading() {
		open(LISTENERS);
		browser.find(LISTENERS + " [data-key=origin-0] summary").click();
		browser.script("window.samePage = true");
		this.leaks.grow();
		soon(() -> assertThat(browser.findAll("#open h3")).extracting(WebElement::getText)
			.startsWith("Queue grows", "Listener not removed"));
		soon(() -> assertThat(browser.text(LISTENERS + " .numbers")).contains("900 objects"));
		assertThat(browser.script("return window.samePage")).isEqualTo(true);
		assertThat(browser.text("#changes")).contains("Suspected: queue grows, critical.");
		assertThat(browser.findAll(LISTENERS + " [data-key=origin-0][open]")).hasSize(1);
		assertThat(browser.focused().getText()).contains("thread http-nio-8080-exec-1");
		assertThat(browser.complaints()).isEmpty();
	}

	@Test
	void updatesCanBePaused() {
		browser.find("#pause").click();
		assertThat(browser.find("#pause").getAttribute("aria-pressed")).isEqualTo("true");
		assertThat(browser.text("#scanned")).contains("Updates are paused");
	}

	@Test
	void aFindingIsOpenedWithTheKeyboard() {
		browser.script("document.querySelector('#first a').focus()");
		browser.focused().sendKeys(Keys.TAB);
		assertThat(browser.focused().getText()).startsWith("Listener not removed");
		browser.focused().sendKeys(Keys.ENTER);
		soon(() -> assertThat(browser.text(LISTENERS + " .body")).contains("Grew in every window"));
	}

	@Test
	void aFilterIsPassedOn() {
		openPage("?severity=major");
		assertThat(browser.findAll("#open h3")).extracting(WebElement::getText)
			.containsExactly("Executor not shut down");
		assertThat(browser.text("#filter")).contains("severity major");
	}

	@Test
	void aFilterThatCannotBeIsSaid() {
		browser.open("http://localhost:" + this.port + "/actuator/leaks?severity=bogus");
		soon(() -> assertThat(browser.find("#trouble").getText()).contains("'severity' must be one of"));
	}

	@Test
	void namesWithMarkupAreShownAsTheyAre() {
		this.leaks.hostile();
		openPage("");
		open("#finding-0bad0bad");
		soon(() -> assertThat(browser.text("#finding-0bad0bad .tree")).contains(Leaks.MARKUP));
		browser.find("[data-key='reference-chain.svg'] summary").click();
		soon(() -> assertThat(browser.script("return document.querySelector('img').naturalWidth")).isEqualTo(300L));
		assertThat(browser.find("#finding-0bad0bad summary").getText()).contains(Leaks.MARKUP);
		assertThat(browser.findAll("img[src=x], main script")).isEmpty();
		assertThat(browser.script("return window.broken")).isNull();
		assertThat(browser.complaints()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "light, 1200", "dark, 1200", "light, 360", "dark, 360" })
	void thePageIsForEverybodyAndAnyWidth(String scheme, int width) throws IOException {
		boolean phone = width < 500;
		browser.scheme(scheme);
		browser.width(width, phone);
		openPage("");
		open(LISTENERS);
		soon(() -> assertThat(browser.findAll(LISTENERS + " .piles")).isNotEmpty());
		browser.find("[data-key='reference-chain.svg'] summary").click();
		browser.find("#populationsDetails summary").click();
		assertThat(browser.text("#populations"))
			.contains("The 50 largest of 1000 groups of 'spring.cache.prices' are judged.");
		browser.find("#probesDetails summary").click();
		browser.script("scrollTo(0, document.querySelector(arguments[0]).offsetTop - 16)", LISTENERS);
		assertThat((Long) browser.script("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
		assertThat(browser.inaccessible()).isEqualTo(List.of());
		assertThat(browser.complaints()).isEmpty();
	}

	private static void open(String finding) {
		browser.find(finding + " > details > summary").click();
		soon(() -> assertThat(browser.findAll(finding + " .timeline li")).isNotEmpty());
	}

	private static void soon(ThrowingRunnable assertion) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(100)).untilAsserted(assertion);
	}

}
