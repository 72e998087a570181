package io.leakguard.bench.pause;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.leakguard.LeakGuard;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.evidence.Capture;
import io.leakguard.evidence.Capture.State;
import io.leakguard.evidence.EvidenceDesk;
import io.leakguard.finding.Finding;
import io.leakguard.finding.TimelineEntry;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Unit;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application under observation: 2 GB of live objects, among them a list of two
 * million elements that goes on growing, and evidence when it is asked for on standard
 * input, with the default budget.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class PauseApplication {

	/** On the class path for LeakBench; without its server it would try to connect. */
	private static final String WITHOUT_SERVER = "org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration";

	private static final Map<Integer, Runnable> CALLBACKS = new ConcurrentHashMap<>();

	private static final List<Order> ORDERS = new ArrayList<>();

	/** The known worst case of the search for chains: one very large array. */
	private static final List<byte[]> GROWING = new ArrayList<>();

	public static void main(String[] args) throws Exception {
		SpringApplication application = new SpringApplication(PauseApplication.class);
		application.setDefaultProperties(Map.of("server.port", args[0], "spring.main.banner-mode", "off",
				"logging.level.root", "warn", "spring.autoconfigure.exclude", WITHOUT_SERVER,
				"management.endpoints.web.exposure.include", "health", "leakguard.evidence.min-interval", "5s"));
		ConfigurableApplicationContext context = application.run();
		EvidenceDesk desk = context.getBean(LeakGuard.class).evidenceDesk();
		capture(desk, "reference-chain", Stage.SUSPECTED);
		fill(Integer.parseInt(args[1]));
		Thread growth = new Thread(PauseApplication::grow, "growth");
		growth.setDaemon(true);
		growth.start();
		PauseMeter meter = new PauseMeter();
		meter.start();
		serve(desk, meter);
		Runtime.getRuntime().halt(0);
	}

	private static void fill(int megabytes) {
		// large arrays, small objects, and the list
		for (int i = 0; i < megabytes * 30; i++) {
			register(i);
		}
		for (int i = 0; i < megabytes * 200; i++) {
			ORDERS.add(new Order(i));
		}
		for (int i = 0; i < 2_000_000; i++) {
			GROWING.add(new byte[100]);
		}
		long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
		System.out.println("filled " + (used >> 20));
	}

	private static void register(int key) {
		byte[] large = new byte[20_000];
		CALLBACKS.put(key, () -> large[0]++);
	}

	private static void grow() {
		try {
			while (true) {
				for (int i = 0; i < 100; i++) {
					GROWING.add(new byte[100]);
				}
				Thread.sleep(10);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void serve(EvidenceDesk desk, PauseMeter meter) throws IOException, InterruptedException {
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			if (line.equals("meter")) {
				System.out.println("longest " + meter.takeLongest());
			}
			else if (line.equals("collectors")) {
				System.out.println("collectors " + String.join(",", desk.collectors()));
			}
			else {
				System.out.println("captured " + capture(desk, line, Stage.CONFIRMED));
			}
		}
	}

	private static String capture(EvidenceDesk desk, String name, Stage stage) throws InterruptedException {
		desk.request(finding(stage), name);
		while (true) {
			for (Capture capture : desk.captures("0a1b2c3d")) {
				if (capture.collector().equals(name) && capture.state() != State.WAITING
						&& capture.state() != State.RUNNING) {
					return capture.state() + ((capture.message() != null) ? ": " + capture.message() : "");
				}
			}
			Thread.sleep(10);
		}
	}

	private static Finding finding(Stage stage) {
		Instant now = Instant.now();
		return new Finding("0a1b2c3d", Kind.HEAP_GROWS, stage, Severity.MAJOR, "jvm.heap.live", "", Unit.BYTES,
				new Culprit(null, "io.leakguard.bench.pause.PauseApplication.fill(PauseApplication.java)"), null, 100,
				1, 10, -1, -1, now, now, now, null, null, null, "grew", "mend it", Set.of(), List.of(),
				List.of(new TimelineEntry(now, stage, "grew")), List.of(), false);
	}

	/** Eighteen small objects that refer to each other. */
	static final class Order {

		private final String name;

		private final Item[] items = new Item[8];

		Order(int number) {
			this.name = "order-" + number;
			for (int i = 0; i < this.items.length; i++) {
				this.items[i] = new Item(this, "item " + number + "." + i);
			}
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/** A part of an order. */
	private record Item(Order order, String text) {

	}

}
