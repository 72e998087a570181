package io.leakguard.autoconfigure.evidence;

import java.nio.file.Path;
import java.time.Clock;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.autoconfigure.EvidenceCollectorFactory;
import io.leakguard.autoconfigure.LeakGuardAutoConfiguration;
import io.leakguard.evidence.DirectoryEvidenceStore;
import io.leakguard.evidence.EvidenceStore;
import io.leakguard.evidence.OriginsPicture;

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
import org.springframework.context.annotation.Lazy;
import org.springframework.util.Assert;

/**
 * Auto-configuration of the collectors of evidence.
 */
@AutoConfiguration(before = LeakGuardAutoConfiguration.class)
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnClass(Show.class)
@ConditionalOnBooleanProperty(name = "leakguard.evidence.enabled", matchIfMissing = true)
@EnableConfigurationProperties(EvidenceProperties.class)
public final class EvidenceAutoConfiguration {

	// properties that contradict each other are to be told at the start
	@Bean
	@Lazy(false)
	static EvidenceCollectorFactory evidenceCollectorFactory(EvidenceProperties properties,
			ObjectProvider<OriginsPicture> picture) {
		return new EvidenceCollectors(properties.budget(), properties.heapDumpSettings(), picture);
	}

	// closed by the evidence desk
	@Bean(destroyMethod = "")
	@ConditionalOnProperty("leakguard.evidence.directory")
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static EvidenceStore evidenceStore(EvidenceProperties properties) {
		Path directory = properties.getDirectory();
		Assert.state(directory != null, "'leakguard.evidence.directory' must not be empty");
		return new DirectoryEvidenceStore(directory, properties.getMaxSize().toBytes(), properties.getMaxAge(),
				Clock.systemUTC());
	}

}
