package io.leakguard.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import com.acme.registry.PriceFeed;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One property removes everything, whatever else there is.
 */
class SwitchedOffTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withPropertyValues("management.endpoints.web.exposure.include=*", "spring.main.cloud-platform=kubernetes",
				"spring.datasource.url=jdbc:h2:mem:off")
		.withBean("feed", PriceFeed.class)
		.withUserConfiguration(Application.class);

	@Test
	void nothingOfLeakGuardIsInTheContext() {
		this.runner.withPropertyValues("leakguard.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(beansOfLeakGuard(context.getSourceApplicationContext())).isEmpty();
		});
	}

	@Test
	void everythingIsThereOtherwise() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(beansOfLeakGuard(context.getSourceApplicationContext())).contains("leakGuard",
					"leakGuardLifecycle", "leaksEndpoint", "leaksEndpointWebExtension", "leaksHealthIndicator",
					"leakMetrics", "leakFindingLog", "leakFindingEventPublisher", "leakTerminationMessage",
					"trackRegistrationsProxyCreator");
		});
	}

	private static List<String> beansOfLeakGuard(ConfigurableApplicationContext context) {
		List<String> names = new ArrayList<>();
		for (String name : context.getBeanFactory().getBeanDefinitionNames()) {
			Class<?> type = context.getType(name, false);
			if (type != null && type.getName().startsWith("io.leakguard.") && type != Application.class) {
				names.add(name);
			}
		}
		return names;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
