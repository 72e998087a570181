package io.leakguard.autoconfigure.probe.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.population.Census;
import io.leakguard.population.Kind;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Manager;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/**
 * Counts Tomcat's HTTP sessions. Until the first of them can have timed out twice over,
 * their growth says nothing and is not judged.
 */
final class HttpSessionsProbe implements Probe {

	static final String POPULATION = "web.httpSessions";

	private final ApplicationContext context;

	HttpSessionsProbe(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		if (!(this.context instanceof WebServerApplicationContext web)
				|| !(web.getWebServer() instanceof TomcatWebServer server)) {
			throw new UnavailableException("the web server is not Tomcat");
		}
		long active = 0;
		long created = 0;
		long expired = 0;
		int timeout = 0;
		for (Context application : contextsOf(server)) {
			Manager manager = application.getManager();
			if (manager != null) {
				active += manager.getActiveSessions();
				created += manager.getSessionCounter();
				expired += manager.getExpiredSessions();
				timeout = Math.max(timeout, application.getSessionTimeout());
			}
		}
		census.population(POPULATION, Kind.SESSION_RETAINED, Unit.OBJECTS)
			.count(active)
			.turnover(created, expired)
			.lifetime(Duration.ofMinutes(timeout));
	}

	private static List<Context> contextsOf(TomcatWebServer server) {
		List<Context> found = new ArrayList<>();
		for (Container child : server.getTomcat().getHost().findChildren()) {
			if (child instanceof Context context) {
				found.add(context);
			}
		}
		return found;
	}

}
