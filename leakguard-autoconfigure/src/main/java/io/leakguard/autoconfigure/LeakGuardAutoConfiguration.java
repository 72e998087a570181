package io.leakguard.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.leakguard.LeakGuard;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.evidence.EvidenceStore;
import io.leakguard.jvm.HeapTimeline;
import io.leakguard.jvm.JvmProbes;
import io.leakguard.process.FlightRecorderUse;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of {@link LeakGuard}. Each application context has its own, which
 * reads the probes of that context; a parent's is not shared, because a probe is called
 * by one thread at a time. What they say of the JVM as a whole is the same.
 */
@AutoConfiguration
@ConditionalOnLeakGuard
@EnableConfigurationProperties({ LeakGuardProperties.class, DetectionProperties.class, TrackingProperties.class })
public final class LeakGuardAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	LeakGuard leakGuard(LeakGuardProperties properties, DetectionProperties detection, TrackingProperties tracking,
			ObjectProvider<EvidenceCollector> collectors, ObjectProvider<EvidenceStore> evidenceStore,
			ObjectProvider<HeapTimeline> timeline, FlightRecorderUse recorder,
			ObjectProvider<LeakGuardCustomizer> customizers, ListableBeanFactory beanFactory) {
		LeakGuard.Builder builder = LeakGuard.builder()
			.scan(properties.scanSettings())
			.detection(detection.settings())
			.tracking(tracking.settings())
			.ledger(properties.ledgerSettings());
		JvmProbes
			.create(properties.histogramSettings(), properties.gcSettings(),
					own(timeline, HeapTimeline.class, beanFactory).findFirst().orElseGet(HeapTimeline::new), recorder)
			.forEach(builder::probe);
		own(collectors, EvidenceCollector.class, beanFactory).forEach(builder::collector);
		List<EvidenceStore> stores = own(evidenceStore, EvidenceStore.class, beanFactory).toList();
		if (stores.size() == 1) {
			builder.evidenceStore(stores.get(0));
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	/** What is closed with a context must not be that of its parent. */
	private static <T> Stream<T> own(ObjectProvider<T> beans, Class<T> type, ListableBeanFactory beanFactory) {
		Collection<T> own = beanFactory.getBeansOfType(type).values();
		return beans.orderedStream().filter((bean) -> own.stream().anyMatch((each) -> each == bean));
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FlightRecorderUse flightRecorderUse(LeakGuardProperties properties) {
		return new FlightRecorderUse(properties.flightRecorder().enabled());
	}

	@Bean
	FlightRecorderUpkeep flightRecorderUpkeep(FlightRecorderUse recorder) {
		return new FlightRecorderUpkeep(recorder);
	}

	@Bean
	LeakGuardLifecycle leakGuardLifecycle(LeakGuard leakGuard, FlightRecorderUse recorder,
			ConfigurableApplicationContext applicationContext) {
		return new LeakGuardLifecycle(leakGuard, recorder, applicationContext);
	}

	@Bean
	static LazyInitializationExcludeFilter leakGuardLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(LeakGuardLifecycle.class);
	}

}
