package io.leakguard.autoconfigure;

import io.leakguard.autoconfigure.endpoint.FindingDescriptor;
import io.leakguard.autoconfigure.endpoint.LeaksDescriptor;
import io.leakguard.autoconfigure.endpoint.LeaksEndpointAutoConfiguration;
import io.leakguard.autoconfigure.endpoint.LeaksEndpointWebExtension;
import io.leakguard.autoconfigure.event.LeakEventsAutoConfiguration;
import io.leakguard.autoconfigure.health.LeaksHealthContributorAutoConfiguration;
import io.leakguard.autoconfigure.metrics.LeakMetricsAutoConfiguration;
import io.leakguard.autoconfigure.probe.context.ContextProbesAutoConfiguration;
import io.leakguard.autoconfigure.registration.TrackRegistrationsAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is needed when the application is processed ahead of time.
 */
class AheadOfTimeTests {

	@Test
	void theApplicationIsProcessedAndTheAnswersCanBeWritten() {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(AheadOfTimeTests.class)), files);
		AnnotationConfigServletWebApplicationContext context = new AnnotationConfigServletWebApplicationContext();
		TestPropertyValues.of("management.endpoints.web.exposure.include=leaks").applyTo(context);
		context.register(Application.class);
		new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
			.anyMatch((name) -> name.endsWith("LeakGuardAutoConfiguration__BeanDefinitions.java"))
			.anyMatch((name) -> name.endsWith("LeaksEndpointAutoConfiguration__BeanDefinitions.java"))
			.anyMatch((name) -> name.endsWith("SitedEventMulticaster__BeanDefinitions.java"));
		RuntimeHints hints = generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.reflection().onType(LeaksEndpointWebExtension.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(LeaksDescriptor.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(FindingDescriptor.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(FindingDescriptor.OriginDescriptor.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("io/leakguard/finding/wording.properties"))
			.accepts(hints);
		context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ConfigurationPropertiesAutoConfiguration.class, LeakGuardAutoConfiguration.class,
			LeaksEndpointAutoConfiguration.class, LeakEventsAutoConfiguration.class,
			LeaksHealthContributorAutoConfiguration.class, LeakMetricsAutoConfiguration.class,
			ContextProbesAutoConfiguration.class, TrackRegistrationsAutoConfiguration.class,
			EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class })
	static class Application {

	}

}
