package io.leakguard.jvm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import io.leakguard.jvm.sample.ReportService;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Group;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class VirtualThreadsProbeTests {

	private static final String STUCK = ReportService.class.getName() + ".await";

	private final Scans scans = new Scans(new VirtualThreadsProbe(new ApplicationFrames()));

	private final ReportService service = new ReportService();

	/** Start a virtual thread, which Java 17 cannot name. */
	private static final Executor VIRTUAL = (task) -> {
		try {
			Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	};

	@AfterEach
	void end() {
		this.service.close();
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void beforeJava21ItSaysThatItCannotTell() {
		assertThatExceptionOfType(Probe.UnavailableException.class).isThrownBy(this.scans::next)
			.withMessageContaining("Java 21");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsThatWaitForEverAreNamed() {
		Population population = null;
		for (int i = 0; i < 10; i++) {
			for (int j = 0; j < 5; j++) {
				this.service.handle(VIRTUAL);
			}
			population = this.scans.next("jvm.virtualThreads");
			assertThat(population.isFresh()).isTrue();
		}
		Group group = population.groups().get(0);
		assertThat(group.key()).isEqualTo(STUCK);
		assertThat(group.count()).isEqualTo(50);
		assertThat(group.culprit().site()).startsWith(STUCK + "(ReportService.java:");
		assertThat(group.signs()).containsExactly(Sign.OLDEST_NEVER_LEAVE);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsThatComeAndGoHaveNoSign() throws Exception {
		List<ReportService> services = new ArrayList<>();
		Population population = null;
		for (int i = 0; i < 20; i++) {
			ReportService service = new ReportService();
			services.add(service);
			CountDownLatch ended = new CountDownLatch(2);
			for (int j = 0; j < 2; j++) {
				VIRTUAL.execute(() -> {
					service.await();
					ended.countDown();
				});
			}
			if (i >= 3) {
				services.get(i - 3).close();
			}
			population = this.scans.next("jvm.virtualThreads");
		}
		services.forEach(ReportService::close);
		Optional<Group> group = population.groups().stream().filter((each) -> each.key().equals(STUCK)).findFirst();
		assertThat(group).isPresent();
		assertThat(group.get().signs()).isEmpty();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void executorsAreShownOnceADumpIsTaken() {
		this.service.compute(() -> ReportService.fixed(1), 1);
		this.scans.suspect("jvm.threads", "pool-#-thread-#");
		Population executors = this.scans.next("jvm.executors");
		assertThat(executors.isTrended()).isFalse();
		assertThat(executors.groups()).extracting(Group::key).contains("java.util.concurrent.ThreadPoolExecutor");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aDumpLeavesNoFileAndIsRationed() throws Exception {
		Path directory = Path.of(System.getProperty("java.io.tmpdir"));
		this.service.handle(VIRTUAL);
		this.scans.every(java.time.Duration.ofMillis(1));
		int fresh = 0;
		for (int i = 0; i < 20; i++) {
			fresh += this.scans.next("jvm.virtualThreads").isFresh() ? 1 : 0;
		}
		assertThat(fresh).isBetween(1, 3);
		try (var files = Files.list(directory)) {
			assertThat(files.filter((file) -> Files.exists(file.resolve("threads.json")))).isEmpty();
		}
	}

}
