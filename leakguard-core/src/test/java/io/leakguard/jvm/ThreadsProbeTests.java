package io.leakguard.jvm;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import io.leakguard.jvm.sample.ReportService;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Origin;
import io.leakguard.population.Population;
import io.leakguard.population.Sign;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ThreadsProbeTests {

	private static final int ROUNDS = 10;

	private static final AtomicInteger NUMBERS = new AtomicInteger();

	private final ThreadsProbe probe = new ThreadsProbe(() -> 32_000, new ApplicationFrames(),
			new FlightRecorderUse(true));

	private final Scans scans = new Scans(this.probe);

	private final ReportService service = new ReportService();

	@BeforeAll
	static void theRecorderIsPrepared() {
		FlightRecorder.getFlightRecorder();
	}

	@AfterEach
	void end() {
		this.service.close();
		this.probe.close();
	}

	private Group scan(String family) {
		return this.scans.next("jvm.threads", family).orElseThrow();
	}

	private Group leak(String family, Runnable round) {
		this.scans.next();
		for (int i = 0; i < ROUNDS; i++) {
			round.run();
			this.scans.next();
		}
		return scan(family);
	}

	private static ThreadFactory numbered(String prefix, AtomicInteger numbers) {
		return (task) -> new Thread(task, prefix + numbers.incrementAndGet());
	}

	@Test
	void theWholeIsCountedWithItsTurnoverAndLimit() {
		Population threads = this.scans.next("jvm.threads");
		assertThat(threads.count()).isPositive();
		assertThat(threads.added()).isGreaterThanOrEqualTo(threads.count());
		assertThat(threads.added() - threads.ended()).isEqualTo(threads.count());
		assertThat(threads.limit()).isEqualTo(32_000);
		assertThat(threads.groups()).extracting(Group::key).contains("main");
	}

	@Test
	void anExecutorPerCallIsAnExecutorThatIsNotShutDown() {
		Group group = leak("pool-#-thread-#", () -> this.service.compute(() -> ReportService.fixed(4), 4));
		assertThat(group.kind()).isEqualTo(Kind.EXECUTOR_NOT_SHUT_DOWN);
		assertThat(group.culprit().type()).isEqualTo("pool-#-thread-#");
		assertThat(group.count()).isGreaterThanOrEqualTo(4 * ROUNDS);
		assertThat(group.signs()).contains(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	void anExecutorPerCallThatIsShutDownLeavesNoSign() throws Exception {
		this.scans.next();
		for (int i = 0; i < ROUNDS; i++) {
			assertThat(this.scans.next("jvm.threads", "mended-#-#").map(Group::signs).orElse(Set.of())).isEmpty();
			this.service.computeAndShutDown(() -> ReportService.pool(4, 4,
					numbered("mended-" + NUMBERS.incrementAndGet() + "-", new AtomicInteger())), 4);
			this.scans.next();
		}
		// a worker is out of its pool a moment before it is out of the JVM
		await().untilAsserted(() -> assertThat(this.scans.next("jvm.threads", "mended-#-#")).isEmpty());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void onePoolThatGrowsToItsBoundHasNoSign(boolean queue) {
		String name = "growing" + ((queue) ? "q" : "s") + "-";
		ThreadPoolExecutor executor = ReportService.pool((queue) ? 30 : 0, (queue) ? 30 : 300,
				numbered(name, new AtomicInteger()));
		try {
			AtomicInteger tasks = new AtomicInteger();
			Group group = leak(name + "#", () -> this.service.submit(executor, Math.min(30, tasks.addAndGet(3))));
			// without a queue a worker that is not yet idle again makes room for one more
			assertThat(group.count()).isBetween(30L, (queue) ? 30L : 300L);
			assertThat(group.kind()).isNull();
			assertThat(group.signs()).isEmpty();
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void somePoolsThatGrowToTheirBoundsTogetherHaveNoSign() {
		List<ThreadPoolExecutor> executors = new ArrayList<>();
		for (int i = 1; i <= 4; i++) {
			executors.add(ReportService.pool(0, 60, numbered("http-nio-" + i + "-exec-", new AtomicInteger())));
		}
		try {
			executors.forEach((executor) -> this.service.submit(executor, 2));
			AtomicInteger tasks = new AtomicInteger(2);
			Group group = leak("http-nio-#-exec-#", () -> {
				int now = tasks.addAndGet(2);
				executors.forEach((executor) -> this.service.submit(executor, now));
			});
			assertThat(group.count()).isGreaterThan(60);
			assertThat(group.kind()).isNull();
			assertThat(group.signs()).isEmpty();
		}
		finally {
			executors.forEach(ThreadPoolExecutor::shutdownNow);
		}
	}

	@Test
	void onePoolThatGrowsAmongOthersOfItsFamilyHasNoSign() {
		this.service.compute(() -> ReportService.pool(1, 1, numbered("several-1-t-", new AtomicInteger())), 1);
		this.service.compute(() -> ReportService.pool(1, 1, numbered("several-2-t-", new AtomicInteger())), 1);
		ThreadPoolExecutor executor = ReportService.pool(0, 60, numbered("several-3-t-", new AtomicInteger()));
		try {
			AtomicInteger tasks = new AtomicInteger();
			Group group = leak("several-#-t-#", () -> this.service.submit(executor, tasks.addAndGet(5)));
			assertThat(group.count()).isGreaterThanOrEqualTo(52);
			assertThat(group.signs()).isEmpty();
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void onePoolWhoseTasksNeverEndHasASignAndTheirSite() {
		ThreadPoolExecutor executor = ReportService.pool(0, 400, numbered("stuck-", new AtomicInteger()));
		try {
			this.scans.suspect("jvm.threads", "stuck-#");
			leak("stuck-#", () -> this.service.handle(executor));
			Group group = leak("stuck-#", () -> this.service.handle(executor));
			assertThat(group.kind()).isNull();
			assertThat(group.signs()).containsExactly(Sign.NEVER_STIRS);
			assertThat(group.culprit().site()).contains("ReportService");
		}
		finally {
			this.service.close();
			executor.shutdownNow();
		}
	}

	@Test
	void onePoolThatGrowsUnderSuspicionWhileItsTasksEndHasNoSign() {
		ThreadPoolExecutor executor = ReportService.pool(0, 400, numbered("busy-", new AtomicInteger()));
		try {
			this.scans.suspect("jvm.threads", "busy-#");
			AtomicInteger tasks = new AtomicInteger();
			Group group = leak("busy-#", () -> this.service.submit(executor, tasks.addAndGet(2)));
			assertThat(group.signs()).isEmpty();
			group = leak("busy-#", () -> this.service.submit(executor, tasks.addAndGet(2)));
			assertThat(group.signs()).isEmpty();
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void poolsAreToldApartByTheirQueueWhateverTheirThreadsAreCalled() {
		AtomicInteger numbers = new AtomicInteger();
		Group group = leak("report-worker-#",
				() -> this.service.compute(() -> ReportService.pool(2, 2, numbered("report-worker-", numbers)), 2));
		assertThat(group.kind()).isEqualTo(Kind.EXECUTOR_NOT_SHUT_DOWN);
		assertThat(group.signs()).contains(Sign.OLDEST_NEVER_LEAVE);
		assertThat(group.culprit().type()).isEqualTo("report-worker-#");
	}

	@Test
	void poolsWhoseThreadsHaveOneNameAreToldApart() {
		Group group = leak("exporter",
				() -> this.service.compute(() -> ReportService.pool(0, 5, (task) -> new Thread(task, "exporter")), 2));
		assertThat(group.kind()).isEqualTo(Kind.EXECUTOR_NOT_SHUT_DOWN);
	}

	@Test
	void scheduledExecutorsAndForkJoinPoolsAreExecutors() {
		Group scheduled = leak("beat-#-#", () -> {
			int number = NUMBERS.incrementAndGet();
			this.service.compute(
					() -> Executors.newScheduledThreadPool(1, numbered("beat-" + number + "-", new AtomicInteger())),
					1);
		});
		assertThat(scheduled.kind()).isEqualTo(Kind.EXECUTOR_NOT_SHUT_DOWN);
		Group forkJoin = leak("ForkJoinPool-#-worker-#", () -> this.service.compute(() -> new ForkJoinPool(2), 2));
		assertThat(forkJoin.kind()).isEqualTo(Kind.EXECUTOR_NOT_SHUT_DOWN);
		assertThat(forkJoin.signs()).contains(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	void oneForkJoinPoolHasNoSign() {
		AtomicInteger tasks = new AtomicInteger();
		ForkJoinPool pool = new ForkJoinPool(20, (owner) -> {
			var thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(owner);
			thread.setName("onefjp-" + NUMBERS.incrementAndGet());
			return thread;
		}, null, false);
		try {
			Group group = leak("onefjp-#", () -> this.service.submit(pool, tasks.addAndGet(2)));
			assertThat(group.count()).isGreaterThan(10);
			assertThat(group.kind()).isNull();
			assertThat(group.signs()).isEmpty();
		}
		finally {
			pool.shutdownNow();
		}
	}

	@Test
	void aTimerPerInstanceIsATimerThatIsNotCancelled() {
		Group group = leak("Timer-#", () -> this.service.poll("Timer-" + NUMBERS.incrementAndGet()));
		assertThat(group.kind()).isEqualTo(Kind.TIMER_NOT_CANCELLED);
		assertThat(group.signs()).contains(Sign.OLDEST_NEVER_LEAVE);
		Group named = leak("heartbeat", () -> this.service.poll("heartbeat"));
		assertThat(named.kind()).isEqualTo(Kind.TIMER_NOT_CANCELLED);
	}

	@Test
	void timersThatAreCancelledHaveNoSign() {
		this.scans.next();
		for (int i = 0; i < ROUNDS; i++) {
			this.service.poll("cancelled-" + i);
			this.service.poll("cancelled-" + i);
			this.scans.next();
			this.service.cancelTimers();
			await().until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().startsWith("cancelled-")));
		}
		this.service.poll("cancelled-last");
		this.service.poll("cancelled-9");
		Group group = scan("cancelled-#");
		assertThat(group.signs()).isEmpty();
		assertThat(group.ended()).isPositive();
	}

	@Test
	void aThreadOfAKnownClientNamesTheClient() {
		Group group = leak("kafka-producer-network-thread | producer-#",
				() -> this.service.listen("kafka-producer-network-thread | producer-" + NUMBERS.incrementAndGet()));
		assertThat(group.kind()).isEqualTo(Kind.CLIENT_PER_REQUEST);
		assertThat(group.culprit().type()).startsWith("KafkaProducer: ");
		assertThat(group.culprit().site())
			.startsWith("io.leakguard.jvm.sample.ReportService.await(ReportService.java:");
	}

	@Test
	void anHttpClientPerRequestNamesTheClient() {
		List<HttpClient> clients = new ArrayList<>();
		Group group = leak("HttpClient-#-SelectorManager", () -> clients.add(HttpClient.newHttpClient()));
		assertThat(group.kind()).isEqualTo(Kind.CLIENT_PER_REQUEST);
		assertThat(group.culprit().type()).startsWith("java.net.http.HttpClient: ");
		assertThat(clients).hasSize(ROUNDS);
	}

	@Test
	void anHttpClientPerRequestNamesTheLineThatMakesIt() {
		String family = "HttpClient-#-SelectorManager";
		List<HttpClient> clients = new ArrayList<>();
		this.scans.next();
		this.scans.suspect("jvm.threads", family);
		await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			clients.add(this.service.connect());
			Group group = scan(family);
			assertThat(group.kind()).isEqualTo(Kind.CLIENT_PER_REQUEST);
			assertThat(group.culprit().type()).startsWith("java.net.http.HttpClient: ");
			assertThat(group.culprit().site())
				.startsWith("io.leakguard.jvm.sample.ReportService.connect(ReportService.java:");
			assertThat(group.signs()).contains(Sign.SAME_CREATION_SITE);
		});
		assertThat(clients).hasSizeLessThan(60);
	}

	@Test
	void oneHttpClientForAllRequestsHasNoSign() throws Exception {
		HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
		server.createContext("/", (exchange) -> {
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		server.start();
		try {
			HttpClient client = this.service.connect();
			HttpRequest request = HttpRequest
				.newBuilder(URI.create("http://localhost:" + server.getAddress().getPort() + "/"))
				.build();
			this.scans.suspect("jvm.threads", "HttpClient-#-SelectorManager");
			long before = scan("HttpClient-#-SelectorManager").added();
			Group group = leak("HttpClient-#-SelectorManager", () -> send(client, request));
			assertThat(group.added()).isEqualTo(before);
			assertThat(group.signs()).isEmpty();
		}
		finally {
			server.stop(0);
		}
	}

	private static void send(HttpClient client, HttpRequest request) {
		try {
			assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void plainThreadsThatStayHaveASign() {
		Group group = leak("listener-#", () -> this.service.listen("listener-" + NUMBERS.incrementAndGet()));
		assertThat(group.kind()).isNull();
		assertThat(group.signs()).contains(Sign.OLDEST_NEVER_LEAVE);
		assertThat(group.culprit().site()).contains("ReportService.await");
	}

	@Test
	void plainThreadsThatComeAndGoHaveNoSign() throws Exception {
		this.scans.next();
		List<ReportService> services = new ArrayList<>();
		for (int i = 0; i < ROUNDS * 2; i++) {
			ReportService service = new ReportService();
			services.add(service);
			Thread thread = service.listen("visitor-" + i);
			if (i >= 4) {
				services.get(i - 4).close();
				String gone = "visitor-" + (i - 4);
				await().until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.noneMatch((each) -> each.getName().equals(gone)));
			}
			assertThat(thread.isAlive()).isTrue();
			this.scans.next();
		}
		Group group = scan("visitor-#");
		services.forEach(ReportService::close);
		assertThat(group.signs()).isEmpty();
		assertThat(group.added()).isEqualTo(ROUNDS * 2);
		assertThat(group.ended()).isEqualTo(ROUNDS * 2 - 4);
	}

	@Test
	void aSuspectedFamilyLearnsWhereItsThreadsAreStarted() {
		this.scans.next();
		this.scans.suspect("jvm.threads", "suspect-#-#");
		Supplier<ExecutorService> pool = () -> ReportService.pool(2, 2,
				numbered("suspect-" + NUMBERS.incrementAndGet() + "-", new AtomicInteger()));
		await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			this.service.compute(pool, 2);
			Group group = scan("suspect-#-#");
			assertThat(group.culprit().site())
				.startsWith("io.leakguard.jvm.sample.ReportService.submit(ReportService.java:");
			assertThat(group.signs()).contains(Sign.SAME_CREATION_SITE);
			assertThat(group.key()).isEqualTo("suspect-#-#");
		});
		List<Origin> origins = this.scans.next("jvm.threads").origins("suspect-#-#");
		assertThat(origins).isNotEmpty();
		assertThat(origins.get(0).stack()).anyMatch((frame) -> frame.contains("ThreadPoolExecutor.addWorker"))
			.anyMatch((frame) -> frame.contains("ReportService.compute"));
		assertThat(origins.get(0).count()).isGreaterThanOrEqualTo(3);
	}

	@Test
	void oneSuspectedPoolIsStartedAtOnePlaceAndHasNoSign() {
		this.scans.next();
		this.scans.suspect("jvm.threads", "healthy-#");
		AtomicInteger tasks = new AtomicInteger();
		ThreadPoolExecutor executor = ReportService.pool(0, 400, numbered("healthy-", new AtomicInteger()));
		try {
			await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
				this.service.submit(executor, tasks.addAndGet(3));
				assertThat(scan("healthy-#").culprit().site()).contains("ReportService");
				assertThat(this.scans.next("jvm.threads").origins("healthy-#")).isNotEmpty();
			});
			assertThat(scan("healthy-#").signs()).isEmpty();
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void theRecordingEndsWithTheSuspicionAndWithTheProbe() {
		this.service.listen("watched-1");
		this.scans.suspect("jvm.threads", "watched-#").next();
		assertThat(threadNames()).contains("leakguard-thread-starts");
		this.probe.close();
		await().untilAsserted(() -> assertThat(threadNames()).doesNotContain("leakguard-thread-starts"));
		this.scans.next();
		assertThat(threadNames()).contains("leakguard-thread-starts");
		new Scans(this.probe).next();
		await().untilAsserted(() -> assertThat(threadNames()).doesNotContain("leakguard-thread-starts"));
	}

	private static Set<String> threadNames() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
	}

	@Test
	void aScanOfThreeHundredThreadsIsCheap() {
		for (int i = 0; i < 300; i++) {
			this.service.listen("crowd-" + i);
		}
		long[] nanos = new long[2000];
		for (int i = 0; i < nanos.length; i++) {
			long start = System.nanoTime();
			this.scans.next();
			nanos[i] = System.nanoTime() - start;
		}
		Arrays.sort(nanos);
		long median = nanos[nanos.length / 2];
		System.out.println("jvm.threads with 300 threads: median " + median / 1000 + " us, p99 "
				+ nanos[nanos.length * 99 / 100] / 1000 + " us");
		assertThat(median).isLessThan(TimeUnit.MILLISECONDS.toNanos(2));
	}

}
