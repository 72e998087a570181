package io.leakguard.autoconfigure.probe.mongo;

import com.mongodb.event.CommandListener;
import io.leakguard.autoconfigure.probe.ConditionalOnProbe;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the probe of MongoDB cursors.
 */
@AutoConfiguration
@ConditionalOnClass({ CommandListener.class, MongoClientSettingsBuilderCustomizer.class })
@ConditionalOnProbe("mongo-cursors")
public final class MongoProbeAutoConfiguration {

	@Bean
	static MongoCursorsProbe leakGuardMongoCursorsProbe() {
		return new MongoCursorsProbe();
	}

	@Bean
	static MongoClientSettingsBuilderCustomizer leakGuardMongoCursorsCustomizer(MongoCursorsProbe probe) {
		return (settings) -> settings.addCommandListener(probe);
	}

}
