package io.leakguard.autoconfigure;

import io.leakguard.LeakGuard;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.evidence.EvidenceStore;
import io.leakguard.jvm.HeapTimeline;
import io.leakguard.jvm.JvmProbes;

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
			ObjectProvider<HeapTimeline> timeline, ObjectProvider<LeakGuardCustomizer> customizers) {
		LeakGuard.Builder builder = LeakGuard.builder()
			.scan(properties.scanSettings())
			.detection(detection.settings())
			.tracking(tracking.settings())
			.ledger(properties.ledgerSettings());
		JvmProbes
			.create(properties.histogramSettings(), properties.gcSettings(), timeline.getIfAvailable(HeapTimeline::new))
			.forEach(builder::probe);
		collectors.orderedStream().forEach(builder::collector);
		evidenceStore.ifUnique(builder::evidenceStore);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	LeakGuardLifecycle leakGuardLifecycle(LeakGuard leakGuard, ConfigurableApplicationContext applicationContext) {
		return new LeakGuardLifecycle(leakGuard, applicationContext);
	}

	@Bean
	static LazyInitializationExcludeFilter leakGuardLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(LeakGuardLifecycle.class);
	}

}
