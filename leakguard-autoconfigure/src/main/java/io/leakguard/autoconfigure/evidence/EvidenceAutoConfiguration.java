package io.leakguard.autoconfigure.evidence;

import java.nio.file.Path;
import java.time.Clock;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.evidence.AllocationsCollector;
import io.leakguard.evidence.DirectoryEvidenceStore;
import io.leakguard.evidence.EvidenceStore;
import io.leakguard.evidence.OriginsCollector;
import io.leakguard.evidence.OriginsPicture;
import io.leakguard.evidence.ReferenceChainCollector;
import io.leakguard.evidence.ThreadPileCollector;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.jvm.ClassHistogramCollector;
import io.leakguard.jvm.DiagnosticCommand;
import io.leakguard.jvm.GcTimelineCollector;
import io.leakguard.jvm.HeapTimeline;
import io.leakguard.process.FlightRecorderUse;
import io.leakguard.jvm.VirtualThreadStacks;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.Assert;

/**
 * Auto-configuration of the collectors of evidence.
 */
@AutoConfiguration(before = LeakGuardAutoConfiguration.class)
@ConditionalOnLeakGuard
@ConditionalOnClass(Show.class)
@ConditionalOnBooleanProperty(name = "leakguard.evidence.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EvidenceProperties.class)
public final class EvidenceAutoConfiguration {

	// closed by the evidence desk, which may still be collecting
	@Bean(destroyMethod = "")
	@ConditionalOnClass(name = "jdk.jfr.Recording")
	@ConditionalOnBooleanProperty(name = "leakguard.flight-recorder.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ReferenceChainCollector referenceChainCollector(EvidenceProperties properties, FlightRecorderUse recorder) {
		return new ReferenceChainCollector(properties.budget(), Clock.systemUTC(), recorder);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	OriginsCollector originsCollector(ObjectProvider<OriginsPicture> picture) {
		return new OriginsCollector(Clock.systemUTC(), picture.getIfUnique());
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ClassHistogramCollector classHistogramCollector(EvidenceProperties properties) {
		return new ClassHistogramCollector(DiagnosticCommand.ofThisJvm(), properties.budget(), new ApplicationFrames(),
				Clock.systemUTC());
	}

	// closed by the evidence desk
	@Bean(destroyMethod = "")
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnProperty("leakguard.evidence.directory")
	EvidenceStore evidenceStore(EvidenceProperties properties) {
		Path directory = properties.getDirectory();
		Assert.state(directory != null, "'leakguard.evidence.directory' must not be empty");
		return new DirectoryEvidenceStore(directory, properties.getMaxSize().toBytes(), properties.getMaxAge(),
				Clock.systemUTC());
	}

	@Bean
	@ConditionalOnClass(name = "jdk.jfr.Recording")
	@ConditionalOnBooleanProperty(name = "leakguard.flight-recorder.enabled", matchIfMissing = true)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	AllocationsCollector allocationsCollector(EvidenceProperties properties, ObjectProvider<OriginsPicture> picture,
			FlightRecorderUse recorder) {
		return new AllocationsCollector(properties.budget(), Clock.systemUTC(), picture.getIfUnique(), recorder);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	HeapTimeline heapTimeline() {
		return new HeapTimeline();
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GcTimelineCollector gcTimelineCollector(HeapTimeline timeline) {
		return new GcTimelineCollector(timeline, Clock.systemUTC());
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	ThreadPileCollector threadPileCollector() {
		return new ThreadPileCollector(Clock.systemUTC(), new VirtualThreadStacks(Clock.systemUTC()));
	}

	/** A picture of the origins, if the converter is there. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "one.convert.FlameGraph")
	static class FlameGraphConfiguration {

		@Bean
		@ConditionalOnMissingBean(value = OriginsPicture.class, search = SearchStrategy.CURRENT)
		OriginsFlameGraph originsFlameGraph() {
			return new OriginsFlameGraph();
		}

	}

	/** Analysis of heap dumps, if the parser is there. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(
			name = { "org.netbeans.lib.profiler.heap.HeapFactory", "com.sun.management.HotSpotDiagnosticMXBean" })
	static class HeapDumpConfiguration {

		@Bean(destroyMethod = "")
		@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
		HeapDumpCollector heapDumpCollector(EvidenceProperties properties) {
			return new HeapDumpCollector(properties.budget(), properties.heapDumpSettings(), Clock.systemUTC());
		}

	}

}
