package io.leakguard.bench.cases;

import java.lang.reflect.Proxy;

/**
 * H09: libraries, proxies and accessors that are used for the first time.
 */
public class H09ClassLoadingWarmsUp extends HealthyCase {

	private static final String[] LIBRARIES = { "org.apache.kafka.clients.consumer.KafkaConsumer",
			"org.apache.catalina.startup.Tomcat", "groovy.lang.GroovyShell", "com.mongodb.client.MongoClients",
			"com.google.common.collect.ImmutableMap", "org.h2.engine.Engine" };

	/** The healthy behaviour. */
	public H09ClassLoadingWarmsUp() {
		super("H09");
	}

	@Override
	public void step(long index) throws Exception {
		if (index % 10 == 0 && index / 10 < LIBRARIES.length) {
			Class.forName(LIBRARIES[(int) index / 10]);
		}
		Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Runnable.class },
				(proxy, method, arguments) -> null);
	}

}
