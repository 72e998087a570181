package io.leakguard.autoconfigure;

import java.util.Collection;

import io.leakguard.LeakGuard;
import io.leakguard.evidence.EvidenceCollector;
import io.leakguard.evidence.EvidenceStore;
import io.leakguard.jvm.HeapTimeline;
import io.leakguard.jvm.JvmProbes;
import io.leakguard.process.FlightRecorderUse;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of {@link LeakGuard}. Each application context has its own, which
 * reads the probes of that context; a parent's is not shared, because a probe is called
 * by one thread at a time. What they say of the JVM as a whole is the same.
 * <p>
 * Here and in all other configurations of LeakGuard beans are lazy, and what is needed at
 * the start is made by a static method, without an instance of the configuration: each
 * bean that is not created then leaves the start of the application shorter.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
@EnableConfigurationProperties({ LeakGuardProperties.class, DetectionProperties.class, TrackingProperties.class })
public final class LeakGuardAutoConfiguration {

	/**
	 * The name of a bean that is there if this configuration is. Other configurations ask
	 * for it by its name, because to ask for a type looks at every bean definition.
	 */
	public static final String LIFECYCLE = "leakGuardLifecycle";

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static LeakGuard leakGuard(LeakGuardProperties properties, DetectionProperties detection,
			TrackingProperties tracking, FlightRecorderUse recorder, ObjectProvider<LeakGuardCustomizer> customizers,
			ConfigurableListableBeanFactory beanFactory) {
		HeapTimeline timeline = new HeapTimeline();
		// not those of a parent: what is closed with this context
		ContextBeans own = new ContextBeans(beanFactory);
		LeakGuard.Builder builder = LeakGuard.builder()
			.scan(properties.scanSettings())
			.detection(detection.settings())
			.tracking(tracking.settings())
			.ledger(properties.ledgerSettings());
		builder.probes("the probes of the JVM",
				() -> JvmProbes.create(properties.histogramSettings(), properties.gcSettings(), timeline, recorder));
		builder.collectors(() -> own.all(EvidenceCollector.class));
		builder.collectors(() -> own.all(EvidenceCollectorFactory.class)
			.stream()
			.flatMap((factory) -> factory.create(timeline, recorder).stream())
			.toList());
		Collection<EvidenceStore> stores = beanFactory.getBeansOfType(EvidenceStore.class).values();
		if (stores.size() == 1) {
			stores.forEach(builder::evidenceStore);
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static FlightRecorderUse flightRecorderUse(LeakGuardProperties properties) {
		return new FlightRecorderUse(properties.flightRecorder().enabled());
	}

	@Bean
	static FlightRecorderUpkeep flightRecorderUpkeep(FlightRecorderUse recorder) {
		return new FlightRecorderUpkeep(recorder);
	}

	@Bean(LIFECYCLE)
	@Lazy(false)
	static LeakGuardLifecycle leakGuardLifecycle(LeakGuard leakGuard, FlightRecorderUse recorder,
			ConfigurableApplicationContext applicationContext) {
		return new LeakGuardLifecycle(leakGuard, recorder, applicationContext);
	}

}
