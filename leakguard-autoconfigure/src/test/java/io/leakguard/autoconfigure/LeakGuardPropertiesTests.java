package io.leakguard.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.leakguard.detection.DetectionSettings;
import io.leakguard.detection.Severity;
import io.leakguard.detection.Stage;
import io.leakguard.finding.LedgerSettings;
import io.leakguard.jvm.GcSettings;
import io.leakguard.jvm.HistogramSettings;
import io.leakguard.scan.ScanSettings;
import io.leakguard.tracking.TrackingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.boot.convert.ApplicationConversionService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LeakGuardPropertiesTests {

	@Test
	void theDefaultsAreThoseOfTheCore() {
		LeakGuardProperties properties = bind(Map.of());
		assertThat(properties.scanSettings()).isEqualTo(ScanSettings.defaults());
		assertThat(properties.ledgerSettings()).isEqualTo(LedgerSettings.defaults());
		assertThat(properties.gcSettings()).isEqualTo(GcSettings.defaults());
		assertThat(properties.histogramSettings()).isEqualTo(HistogramSettings.defaults(properties.interval()));
		assertThat(bind("leakguard.detection", DetectionProperties.class, Map.of()).settings())
			.isEqualTo(DetectionSettings.defaults());
		assertThat(bind("leakguard.tracking", TrackingProperties.class, Map.of()).settings())
			.isEqualTo(TrackingSettings.DEFAULTS);
		assertThat(properties.health().downAt()).isNull();
		assertThat(properties.health().outOfServiceAt()).isNull();
		assertThat(properties.health().stage()).isEqualTo(Stage.CONFIRMED);
		assertThat(properties.kubernetes().terminationMessage().path()).hasToString("/dev/termination-log");
	}

	@Test
	void methodTimingCanBeSwitchedOff() {
		assertThat(bind(Map.of("leakguard.method-timing.enabled", "false")).histogramSettings().methodTiming())
			.isFalse();
	}

	@Test
	void eachNumberCanBeSet() {
		LeakGuardProperties properties = bind(Map.of("leakguard.interval", "500ms", "leakguard.scan.max-populations",
				"77", "leakguard.ledger.critical-below", "30m", "leakguard.health.down-at", "critical"));
		assertThat(properties.scanSettings().interval()).isEqualTo(Duration.ofMillis(500));
		assertThat(properties.scanSettings().maxPopulations()).isEqualTo(77);
		assertThat(properties.ledgerSettings().critical()).isEqualTo(Duration.ofMinutes(30));
		assertThat(properties.health().downAt()).isEqualTo(Severity.CRITICAL);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			interval | 0 | 'leakguard.interval' must be between 100ms and 1h but is 0s
			interval | 2h | 'leakguard.interval' must be between 100ms and 1h but is 2h
			scan.probe-timeout | 1ms | 'leakguard.scan.probe-timeout' must be between 100ms and 5m but is 1ms
			scan.max-groups | 0 | 'leakguard.scan.max-groups' must be between 1 and 1000 but is 0
			ledger.confirm-after | 0 | 'leakguard.ledger.confirm-after' must be between 1 and 1000 but is 0
			ledger.major-below | 30m | 'leakguard.ledger.major-below' must be between 1h and 365d but is 30m
			health.max-findings | 101 | 'leakguard.health.max-findings' must be between 0 and 100 but is 101
			health.stage | resolved | 'leakguard.health.stage' must be SUSPECTED or CONFIRMED but is RESOLVED
			metrics.max-populations | -1 | 'leakguard.metrics.max-populations' must be between 0 and 1000 but is -1
			endpoint.scan-timeout | 2m | 'leakguard.endpoint.scan-timeout' must be between 0s and 1m but is 2m
			""")
	void aValueOutOfRangeIsRefusedWithPropertyValueAndRange(String property, String value, String message) {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("leakguard." + property, value)))
			.havingRootCause()
			.withMessage(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			min-scans | 4 | 'leakguard.detection.min-scans' must be between 12 and 128 but is 4
			byte-effect | 2 | 'leakguard.detection.byte-effect' must be between 0.001 and 1.0 but is 2.0
			min-bytes | 0 | 'leakguard.detection.min-bytes' must be at least 1B but is 0B
			surge-for | 1ms | 'leakguard.detection.surge-for' must be between 1s and 1h but is 1ms
			confirm-members | 0 | 'leakguard.detection.confirm-members' must be between 1 and 2147483647 but is 0
			confirm-threads | -1 | 'leakguard.detection.confirm-threads' must be between 1 and 2147483647 but is -1
			ended-share | 0.6 | 'leakguard.detection.ended-share' must be between 0.0 and 0.5 but is 0.6
			bound-slack | -1 | 'leakguard.detection.bound-slack' must be between 0 and 2147483647 but is -1
			longest-lifetime | 400d | 'leakguard.detection.longest-lifetime' must be between 0s and 365d but is 400d
			""")
	void aDetectionNumberOutOfRangeIsRefused(String property, String value, String message) {
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind("leakguard.detection", DetectionProperties.class,
					Map.of("leakguard.detection." + property, value)))
			.havingRootCause()
			.withMessage(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			held-too-long | 0 | 'leakguard.tracking.held-too-long' must be between 1s and 30d but is 0s
			max-frames | 5000 | 'leakguard.tracking.max-frames' must be between 1 and 1024 but is 5000
			""")
	void aTrackingNumberOutOfRangeIsRefused(String property, String value, String message) {
		assertThatExceptionOfType(BindException.class)
			.isThrownBy(() -> bind("leakguard.tracking", TrackingProperties.class,
					Map.of("leakguard.tracking." + property, value)))
			.havingRootCause()
			.withMessage(message);
	}

	@Test
	void whatIsUsedWhereNothingIsSetAreTheDocumentedDefaults() {
		LeakGuardProperties properties = bind(Map.of());
		for (RecordComponent component : LeakGuardProperties.class.getRecordComponents()) {
			if (component.getType().isRecord()) {
				assertThat(ReflectionTestUtils.<Object>invokeMethod(properties, component.getName()))
					.isEqualTo(bind("none", component.getType(), Map.of()));
			}
		}
	}

	private static LeakGuardProperties bind(Map<String, String> values) {
		return bind("leakguard", LeakGuardProperties.class, values);
	}

	private static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
		Binder binder = new Binder(List.of(new MapConfigurationPropertySource(values)), null,
				ApplicationConversionService.getSharedInstance());
		return binder.bindOrCreate(prefix, Bindable.of(type));
	}

}
