package com.acme.orders;

import java.util.Map;
import java.util.Set;

import com.acme.orders.leak.Leak;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "acme.load.enabled=false")
@AutoConfigureRestTestClient
class OrdersApplicationTests {

	@Autowired
	private RestTestClient client;

	@Autowired
	private AbstractApplicationContext context;

	@AfterEach
	void switchOff() {
		for (Leak leak : Leak.values()) {
			turn(leak, "off");
		}
	}

	@Test
	void anOrderIsPlacedAndFound() {
		place();
		this.client.get()
			.uri("/orders?count=1")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[0].product")
			.isEqualTo("P-1");
		this.client.get().uri("/orders/export").exchange().expectStatus().isOk();
		this.client.get().uri("/orders/report").exchange().expectStatus().isOk();
	}

	@Test
	void anExpressOrderLeavesNoListenerBehind() {
		int before = this.context.getApplicationListeners().size();
		place();
		assertThat(this.context.getApplicationListeners()).hasSize(before);
	}

	@Test
	void anExpressOrderLeavesAListenerBehindWhenThatLeakIsOn() {
		int before = this.context.getApplicationListeners().size();
		turn(Leak.LISTENER, "on");
		place();
		assertThat(this.context.getApplicationListeners()).hasSize(before + 1);
	}

	@Test
	void aReportLeavesThreadsBehindWhenThatLeakIsOn() {
		place();
		turn(Leak.EXECUTOR, "on");
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		this.client.get().uri("/orders/report").exchange().expectStatus().isOk();
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
			.filteredOn((thread) -> thread.getName().matches("pool-\\d+-thread-\\d"))
			.hasSize(2);
	}

	@Test
	void everyLeakCanBeOnAtOnce() {
		for (Leak leak : Leak.values()) {
			turn(leak, "on");
		}
		place();
		this.client.get()
			.uri("/leaks")
			.exchange()
			.expectBody(Map.class)
			.value((states) -> assertThat(states).hasSize(Leak.values().length));
	}

	@Test
	void anUnknownLeakIsNotFound() {
		this.client.post().uri("/leaks/roof/on").exchange().expectStatus().isNotFound();
	}

	private void place() {
		this.client.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"product\":\"P-1\",\"quantity\":2,\"express\":true}")
			.exchange()
			.expectStatus()
			.isCreated();
	}

	private void turn(Leak leak, String state) {
		this.client.post().uri("/leaks/" + leak.id() + "/" + state).exchange().expectStatus().isOk();
	}

}
