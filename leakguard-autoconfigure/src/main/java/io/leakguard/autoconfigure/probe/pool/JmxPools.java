package io.leakguard.autoconfigure.probe.pool;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;

/**
 * The pools of Apache Commons Pool that have registered an MBean, each with the place
 * that made it. Names are queried in every third scan; a reading costs about 20 µs. For
 * one thread.
 */
final class JmxPools {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	private static final int SCANS_BETWEEN_QUERIES = 3;

	private static final int MAX_POOLS = 64;

	private static final String[] ATTRIBUTES = { "NumActive", "MaxTotal", "NumWaiters", "ReturnedCount",
			"DestroyedCount" };

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private final Map<ObjectName, Culprit> makers = new HashMap<>();

	private int scans = SCANS_BETWEEN_QUERIES;

	/**
	 * Read all pools.
	 * @param reader takes them
	 * @throws JMException if an MBean cannot be read
	 */
	void read(BiConsumer<ObjectName, Pool> reader) throws JMException {
		if (++this.scans >= SCANS_BETWEEN_QUERIES) {
			this.scans = 0;
			Set<ObjectName> names = this.server
				.queryNames(new ObjectName("org.apache.commons.pool2:type=Generic*,name=*"), null);
			this.makers.keySet().retainAll(names);
			for (ObjectName name : names) {
				if (this.makers.size() < MAX_POOLS && !this.makers.containsKey(name)) {
					this.makers.put(name, maker(name));
				}
			}
		}
		for (Map.Entry<ObjectName, Culprit> entry : this.makers.entrySet()) {
			Pool pool = pool(entry.getKey(), entry.getValue());
			if (pool != null) {
				reader.accept(entry.getKey(), pool);
			}
		}
	}

	private @Nullable Pool pool(ObjectName name, Culprit culprit) throws JMException {
		Map<String, Long> numbers = new HashMap<>();
		try {
			for (Attribute attribute : this.server.getAttributes(name, ATTRIBUTES).asList()) {
				if (attribute.getValue() instanceof Number number) {
					numbers.put(attribute.getName(), number.longValue());
				}
			}
		}
		catch (InstanceNotFoundException ex) {
			// closed meanwhile
			return null;
		}
		return (numbers.size() < ATTRIBUTES.length) ? null
				: new Pool(name.getKeyProperty("name"), culprit,
						new PoolReading(numbers.get("NumActive"), numbers.get("MaxTotal"), numbers.get("NumWaiters"),
								numbers.get("ReturnedCount") + numbers.get("DestroyedCount")));
	}

	private Culprit maker(ObjectName name) {
		String factory = null;
		String site = null;
		try {
			for (Attribute attribute : this.server
				.getAttributes(name, new String[] { "CreationStackTrace", "FactoryType" })
				.asList()) {
				String value = String.valueOf(attribute.getValue());
				if (attribute.getName().equals("FactoryType")) {
					// "java.lang.Object" of a factory without type parameters says
					// nothing
					factory = value.contains("<java.lang.Object>") ? value.substring(0, value.indexOf('<')) : value;
				}
				else {
					site = siteIn(value);
				}
			}
		}
		catch (JMException ex) {
			// its name must do
		}
		return Culprit.ofType((factory != null) ? "pool of " + factory : "pool `" + name.getKeyProperty("name") + "`")
			.at(site);
	}

	/** The first line of a printed stack that is the application's. */
	private static @Nullable String siteIn(String stack) {
		return stack.lines()
			.map(String::trim)
			.filter((line) -> line.startsWith("at "))
			.map((line) -> line.substring(line.lastIndexOf('/', line.indexOf('(')) + 1).replaceFirst("^at ", ""))
			.filter((frame) -> FRAMES.isApplication(classIn(frame)))
			.findFirst()
			.orElse(null);
	}

	private static String classIn(String frame) {
		int bracket = frame.indexOf('(');
		int method = frame.lastIndexOf('.', (bracket > 0) ? bracket : frame.length());
		return (method > 0) ? frame.substring(0, method) : frame;
	}

	/**
	 * A pool.
	 *
	 * @param name the name that it has registered itself with
	 * @param culprit what it pools and who made it
	 * @param reading how it stands
	 */
	record Pool(String name, Culprit culprit, PoolReading reading) {

	}

}
