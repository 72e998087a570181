package com.acme.page;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.leakguard.LeakGuard;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * The page where nobody may change anything, on a port and under a path of its own.
 */
@SpringBootTest(classes = LeakingApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks", "management.server.port=0",
				"management.endpoint.leaks.access=read-only", "leakguard.evidence.access=none",
				"management.server.base-path=/ops", "management.endpoints.web.base-path=/manage",
				"management.endpoints.web.path-mapping.leaks=what/leaks" })
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class LeaksPageReadOnlyBrowserTests {

	@LocalManagementPort
	private int port;

	@Autowired
	private LeakGuard leakGuard;

	@Test
	void itSaysThatItCanOnlyBeRead() throws Exception {
		try (Browser browser = Browser.start()) {
			browser.open("http://localhost:" + this.port + "/ops/manage/what/leaks");
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(browser.findAll("#open > li")).hasSize(3));
			browser.find("#scan").click();
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(browser.find("#message").getText()).contains("can only be read",
						"management.endpoint.leaks.access=unrestricted"));
			assertThat(browser.complaints()).allMatch((complaint) -> complaint.contains("405"));
			browser.find("#finding-7c1f0a9e summary").click();
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(browser.text("#finding-7c1f0a9e .links"))
					.contains("reference-chain.svg", "set leakguard.evidence.access=read-only to read it"));
			assertThat(browser.findAll("#finding-7c1f0a9e .links a")).isEmpty();
			assertThat(browser.complaints()).isEmpty();
		}
		verify(this.leakGuard, never()).requestScan();
	}

}
