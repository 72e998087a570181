package io.leakguard.autoconfigure.endpoint;

import io.leakguard.autoconfigure.endpoint.AbstractLeaksEndpointHttpTests.Application;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Below a context path, a servlet path and a path of the operator's choice.
 */
@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=leaks",
				"management.endpoint.leaks.access=unrestricted", "leakguard.evidence.access=read-only",
				"server.servlet.context-path=/shop", "spring.mvc.servlet.path=/web",
				"management.endpoints.web.base-path=/manage", "management.endpoints.web.path-mapping.leaks=memory" })
class LeaksEndpointPathTests extends AbstractLeaksEndpointHttpTests {

	@LocalServerPort
	private int port;

	@Override
	int port() {
		return this.port;
	}

	@Override
	String leaks() {
		return "/shop/web/manage/memory";
	}

}
