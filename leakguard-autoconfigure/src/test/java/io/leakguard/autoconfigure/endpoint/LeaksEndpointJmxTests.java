package io.leakguard.autoconfigure.endpoint;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.leakguard.autoconfigure.endpoint.AbstractLeaksEndpointHttpTests.Application;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
		properties = { "spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=leaks",
				"management.endpoints.jmx.domain=leakguard.test", "management.endpoint.leaks.access=unrestricted",
				"leakguard.evidence.access=read-only" })
@DirtiesContext
class LeaksEndpointJmxTests {

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	@Test
	void theReportIsRead() throws Exception {
		assertThat(invoke("leaks", null, null, null)).asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("status", "LEAKING");
		assertThat(invoke("leaks", "queue_grows", null, null)).asInstanceOf(InstanceOfAssertFactories.MAP)
			.extractingByKey("findings", InstanceOfAssertFactories.LIST)
			.singleElement()
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsEntry("id", "00000002");
	}

	@Test
	void aFilterThatCannotBeIsRefused() {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> invoke("leaks", "bogus", null, null))
			.havingRootCause()
			.withMessageContaining("'kind' must be one of [LISTENER_NOT_REMOVED,");
	}

	@Test
	void oneFindingAndItsEvidenceAreRead() throws Exception {
		assertThat(invoke("finding", "7c1f0a9e")).asInstanceOf(InstanceOfAssertFactories.MAP).containsKey("origins");
		assertThat(invoke("evidence", "7c1f0a9e", "reference-chain")).isInstanceOfSatisfying(Map.class,
				(artifact) -> assertThat(artifact.get("content")).isEqualTo("{\"chain\": []}"));
	}

	@Test
	void aScanIsAskedForAndAFindingPutAside() throws Exception {
		assertThat(invoke("scan")).isInstanceOf(Map.class);
		assertThat(invoke("explain", "7c1f0a9e")).isInstanceOf(Map.class);
		assertThat(invoke("capture", "7c1f0a9e", "thread-pile")).isInstanceOf(Map.class);
		assertThat(invoke("request", "7c1f0a9e", "thread-pile", null, null)).asInstanceOf(InstanceOfAssertFactories.MAP)
			.extractingByKey("captures", InstanceOfAssertFactories.LIST)
			.hasSize(1);
		assertThat(invoke("acknowledge", "7c1f0a9e")).isInstanceOf(Map.class);
		assertThat(invoke("acknowledge", "unknown")).isNull();
	}

	private Object invoke(String operation, String... arguments) throws Exception {
		ObjectName name = this.server.queryNames(new ObjectName("leakguard.test:type=Endpoint,name=Leaks,*"), null)
			.iterator()
			.next();
		String[] signature = new String[arguments.length];
		Arrays.fill(signature, String.class.getName());
		return this.server.invoke(name, operation, arguments, signature);
	}

}
