package io.leakguard.jvm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.NamePattern;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Sign;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Counts MBeans by domain and type, and how many of each came and went. Each scan asks
 * for the number of MBeans alone; the names are only read when it has changed, some
 * hundreds of microseconds for a thousand. The class of a growing MBean is asked for only
 * when it is under suspicion, once.
 */
public final class MBeansProbe implements Probe {

	private static final String POPULATION = "jvm.mbeans";

	/** Above this many, births and deaths are no longer followed by name. */
	private static final int MAX_FOLLOWED = 50_000;

	/** So many additions, spread over that many readings, are no start-up. */
	private static final int MANY = 10;

	private static final int SPREAD = 3;

	private final Supplier<MBeanServer> starting;

	private @Nullable MBeanServer server;

	private Set<ObjectName> names = Set.of();

	private final Map<String, Family> families = new HashMap<>();

	private int lastCount = -1;

	/**
	 * Create a probe.
	 * @param server gives the server whose MBeans are counted, asked for with the first
	 * scan: that of the platform takes its time to start
	 */
	public MBeansProbe(Supplier<MBeanServer> server) {
		this.starting = server;
	}

	private MBeanServer server() {
		MBeanServer server = (this.server != null) ? this.server : this.starting.get();
		this.server = server;
		return server;
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		int count = server().getMBeanCount();
		if (count != this.lastCount) {
			read();
			this.lastCount = count;
		}
		Population.Builder population = census.population(POPULATION, Kind.MBEAN_NOT_UNREGISTERED, Unit.OBJECTS);
		this.families.forEach((key, family) -> {
			boolean suspected = census.attention().isOn(POPULATION, key);
			population.group(family.group(key, suspected ? className(family) : family.className));
		});
		population.count(count);
	}

	private void read() {
		Set<ObjectName> before = this.names;
		boolean first = before.isEmpty();
		Set<ObjectName> now = server().queryNames(null, null);
		this.families.values().forEach(Family::beginReading);
		for (ObjectName name : now) {
			if (first || !before.contains(name)) {
				family(name).add(name, !first);
			}
			else {
				family(name).keep(name);
			}
		}
		for (ObjectName name : before) {
			if (!now.contains(name)) {
				family(name).ended++;
			}
		}
		this.families.values().removeIf((family) -> family.count == 0);
		this.names = (now.size() <= MAX_FOLLOWED) ? now : Set.of();
	}

	private Family family(ObjectName name) {
		return this.families.computeIfAbsent(keyOf(name), (key) -> new Family(typeOf(name)));
	}

	/** The class is asked for once; a dynamic MBean describes itself to answer it. */
	private @Nullable String className(Family family) {
		if (family.className == null && family.sample != null) {
			try {
				family.className = Culprit.stableName(server().getObjectInstance(family.sample).getClassName());
			}
			catch (JMException | RuntimeException ex) {
				family.className = "";
			}
		}
		return family.className;
	}

	/** The names of the keys belong to the identity, their values do not. */
	static String keyOf(ObjectName name) {
		return typeOf(name) + "|" + String.join(",", new TreeMap<>(name.getKeyPropertyList()).keySet());
	}

	static String typeOf(ObjectName name) {
		String type = name.getKeyProperty("type");
		String domain = NamePattern.of(name.getDomain());
		return (type != null) ? domain + ":type=" + NamePattern.of(type) : domain;
	}

	/** The MBeans of one domain and type. */
	private static final class Family {

		private final String type;

		private long count;

		private long added;

		private long ended;

		private long born;

		private int readingsWithBirths;

		private boolean birth;

		private @Nullable ObjectName sample;

		private @Nullable String className;

		private final Map<String, String> values = new HashMap<>();

		private final Set<String> varying = new HashSet<>();

		Family(String type) {
			this.type = type;
		}

		void beginReading() {
			this.count = 0;
			this.birth = false;
			this.sample = null;
		}

		void add(ObjectName name, boolean sinceWatched) {
			keep(name);
			this.added++;
			if (sinceWatched) {
				this.born++;
				this.readingsWithBirths += this.birth ? 0 : 1;
				this.birth = true;
			}
			name.getKeyPropertyList().forEach((property, value) -> {
				String first = this.values.putIfAbsent(property, value);
				if (first != null && !first.equals(value)) {
					this.varying.add(property);
				}
			});
		}

		void keep(ObjectName name) {
			this.count++;
			this.sample = name;
		}

		Group group(String key, @Nullable String className) {
			StringBuilder text = new StringBuilder(this.type);
			if (className != null && !className.isEmpty()) {
				text.append(" (class ").append(className);
				this.varying.stream()
					.sorted()
					.forEach((property) -> text.append(", ").append(property).append(" varies"));
				text.append(')');
			}
			Group group = Group.of(key, Culprit.ofType(text.toString()), this.count);
			if (this.added - this.ended != this.count) {
				return group;
			}
			group = group.turnover(this.added, this.ended);
			boolean noneLeaves = this.ended == 0 && this.readingsWithBirths >= SPREAD && this.born >= MANY;
			return noneLeaves ? group.signs(Set.of(Sign.OLDEST_NEVER_LEAVE)) : group;
		}

	}

}
