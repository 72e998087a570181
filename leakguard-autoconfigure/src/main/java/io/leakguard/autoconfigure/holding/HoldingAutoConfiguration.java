package io.leakguard.autoconfigure.holding;

import java.util.LinkedHashSet;
import java.util.Set;

import io.leakguard.autoconfigure.ConditionalOnLeakGuard;
import io.leakguard.holding.CountedElsewhere;
import io.leakguard.holding.HoldingProbe;
import io.leakguard.holding.HoldingSettings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the walk from beans to the collections that they hold. Each
 * context has its own, over its own beans.
 */
@AutoConfiguration
@Lazy
@ConditionalOnLeakGuard
@ConditionalOnBooleanProperty(name = "leakguard.holding.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HoldingProperties.class)
public final class HoldingAutoConfiguration {

	// a property that is out of range is to be told at the start
	@Bean
	static LazyInitializationExcludeFilter leakGuardHoldingLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(HoldingProperties.class);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	HoldingProbe leakGuardHoldingProbe(ConfigurableListableBeanFactory beanFactory, HoldingProperties properties,
			ObjectProvider<CountedElsewhere> elsewhere) {
		Set<String> packages = new LinkedHashSet<>(properties.applicationPackages());
		if (AutoConfigurationPackages.has(beanFactory)) {
			AutoConfigurationPackages.get(beanFactory).forEach((name) -> packages.add(name + "."));
		}
		// the default package would be every package
		packages.remove(".");
		HoldingSettings settings = properties.settings(packages);
		return new HoldingProbe(new BeanRoots(beanFactory, settings::isApplication, elsewhere.orderedStream().toList()),
				settings);
	}

}
