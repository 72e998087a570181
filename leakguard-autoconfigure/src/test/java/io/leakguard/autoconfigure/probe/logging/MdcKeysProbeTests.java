package io.leakguard.autoconfigure.probe.logging;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import io.leakguard.autoconfigure.probe.Counts;
import io.leakguard.population.Attention;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe.UnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link MdcKeysProbe}.
 */
class MdcKeysProbeTests {

	private static final String NAME = MdcKeysProbe.POPULATION;

	private static final String KEY = "MDC key `req-*`";

	private final MdcKeysProbe probe = new MdcKeysProbe();

	private final Counts counts = Counts.of(this.probe);

	private final ExecutorService pool = Executors.newFixedThreadPool(2);

	@BeforeEach
	void install() {
		this.probe.afterPropertiesSet();
	}

	@AfterEach
	void uninstall() {
		this.probe.destroy();
		this.pool.shutdownNow();
		MDC.clear();
	}

	@Test
	void keysThatTasksLeaveInPooledThreadsAreCountedByTheirPattern() throws Exception {
		for (int i = 0; i < 40; i++) {
			String key = "req-" + i;
			this.pool.submit(() -> MDC.put(key, "payload")).get();
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).kind()).isEqualTo(Kind.THREAD_LOCAL_NOT_REMOVED);
		assertThat(this.counts.count(NAME, KEY)).isEqualTo(40);
		assertThat(this.counts.saysOldestNeverLeave(NAME, KEY)).isTrue();
		assertThat(group().holder()).isEqualTo("the MDC of threads `pool-*-thread-*`");
		assertThat(group().culprit().site()).isNull();
		this.counts.attention(new Attention(Map.of(NAME, Set.of(KEY)))).scan();
		this.pool.submit(() -> MDC.put("req-41", "payload")).get();
		assertThat(this.counts.scan().count(NAME, KEY)).isEqualTo(41);
		assertThat(group().culprit().site()).contains("MdcKeysProbeTests");
	}

	@Test
	void keysThatAreClearedAreNot() throws Exception {
		for (int i = 0; i < 40; i++) {
			String key = "req-" + i;
			this.pool.submit(() -> {
				try {
					MDC.put(key, "payload");
				}
				finally {
					MDC.clear();
				}
			}).get();
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).count()).isZero();
	}

	@Test
	void aKeyThatIsOverwrittenByTheNextTaskIsNoGroup() throws Exception {
		for (int i = 0; i < 40; i++) {
			String value = "payload " + i;
			this.pool.submit(() -> {
				MDC.put("requestId", value);
				MDC.put("user", value);
			}).get();
			this.counts.scan();
		}
		assertThat(this.counts.population(NAME).count()).isLessThanOrEqualTo(4);
		assertThat(this.counts.population(NAME).groups()).isEmpty();
	}

	@Test
	void namesWithoutNumbersAreOneGroupWhereTheyAreTooManyToBeNames() throws Exception {
		for (int i = 0; i < 200; i++) {
			String key = "user" + Integer.toString(i, 2).replace('0', 'o').replace('1', 'l');
			this.pool.submit(() -> MDC.setContextMap(with(key))).get();
		}
		assertThat(this.counts.scan().count(NAME, "MDC key `*`")).isPositive();
	}

	@Test
	void theAdapterIsStillLogbacksAndLoggingSeesTheKeys() {
		Logger logger = (Logger) LoggerFactory.getLogger("mdc-test");
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		logger.addAppender(appender);
		try (MDC.MDCCloseable key = MDC.putCloseable("order", "17")) {
			logger.warn("seen");
		}
		logger.warn("not seen");
		logger.detachAppender(appender);
		assertThat(MDC.getMDCAdapter()).isInstanceOf(LogbackMDCAdapter.class);
		assertThat(appender.list).extracting(ILoggingEvent::getMDCPropertyMap)
			.containsExactly(Map.of("order", "17"), Map.of());
		assertThat(MDC.get("order")).isNull();
	}

	@Test
	void afterTheLastContextNothingIsLeft() {
		Object adapter = MDC.getMDCAdapter();
		MdcKeysProbe second = new MdcKeysProbe();
		second.afterPropertiesSet();
		assertThat(MDC.getMDCAdapter()).isSameAs(adapter);
		MDC.put("order", "17");
		second.destroy();
		assertThat(MDC.getMDCAdapter()).isSameAs(adapter);
		this.probe.destroy();
		assertThat(MDC.get("order")).isEqualTo("17");
		assertThatExceptionOfType(UnavailableException.class).isThrownBy(this.counts::scan);
	}

	@Test
	void anAdapterThatIsReleasedHoldsNothing() {
		this.probe.destroy();
		assumeThat(MDC.getMDCAdapter()).as("used by the context of another test")
			.isNotInstanceOf(ObservedMdcAdapter.class);
		ObservedMdcAdapter adapter = ObservedMdcAdapter.acquire();
		assertThat(adapter).isNotNull();
		adapter.release();
		adapter.put("order", "17");
		assertThat(adapter.contextMaps().current()).isEmpty();
	}

	private Group group() {
		return this.counts.population(NAME).groups().get(0);
	}

	private static Map<String, String> with(String key) {
		Map<String, String> map = MDC.getCopyOfContextMap();
		Map<String, String> more = (map != null) ? map : new HashMap<>();
		more.put(key, "payload");
		return more;
	}

}
