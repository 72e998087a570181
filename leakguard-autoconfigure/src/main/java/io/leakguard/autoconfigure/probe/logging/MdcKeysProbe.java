package io.leakguard.autoconfigure.probe.logging;

import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjIntConsumer;
import java.util.regex.Pattern;

import io.leakguard.autoconfigure.probe.Roll;
import io.leakguard.autoconfigure.probe.logging.ContextMaps.ThreadMap;
import io.leakguard.population.ApplicationFrames;
import io.leakguard.population.Attention;
import io.leakguard.population.Census;
import io.leakguard.population.Culprit;
import io.leakguard.population.Group;
import io.leakguard.population.Kind;
import io.leakguard.population.Population;
import io.leakguard.population.Probe;
import io.leakguard.population.Unit;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/**
 * Counts the keys that threads have in their diagnostic context, by the pattern of the
 * key. A key that is put by one task, differs from task to task and is not removed stays
 * in the pooled thread. SLF4J's adapter is replaced by one that passes everything on and
 * knows which map a thread has; it is put back when the context closes. The place that
 * puts the keys is looked up once they are under suspicion.
 */
final class MdcKeysProbe implements Probe, InitializingBean, DisposableBean {

	private static final ApplicationFrames FRAMES = new ApplicationFrames();

	static final String POPULATION = "mdc.keys";

	private static final String ANY = "MDC key `*`";

	/** A task has a handful of keys of one pattern. */
	private static final int WORTH_A_GROUP = 16;

	/** Nobody has so many names for what is in a context: then the names are data. */
	private static final int MANY_KEYS = 64;

	private static final int MAX_SITES = 256;

	private static final int ATTEMPTS = 3;

	private static final Pattern VARYING = Pattern
		.compile("(?<![A-Za-z0-9])[0-9a-fA-F-]*[0-9][0-9a-fA-F-]*(?![A-Za-z0-9-])|[0-9]+");

	private final Map<Object, Culprit> culprits = new IdentityHashMap<>();

	private final Map<String, String> threads = new HashMap<>();

	private final Map<String, String> sites = new ConcurrentHashMap<>();

	private final ObjIntConsumer<String> sighting = this::put;

	private final Roll<Object> roll = new Roll<>((key) -> this.culprits.getOrDefault(key, Culprit.ofType(ANY)),
			WORTH_A_GROUP);

	private volatile @Nullable ObservedMdcAdapter adapter;

	@Override
	public void afterPropertiesSet() {
		this.adapter = ObservedMdcAdapter.acquire();
	}

	@Override
	public void destroy() {
		ObservedMdcAdapter acquired = this.adapter;
		this.adapter = null;
		if (acquired != null) {
			acquired.watch(this.sighting, false);
			acquired.release();
		}
	}

	@Override
	public String name() {
		return POPULATION;
	}

	@Override
	public void count(Census census) {
		ObservedMdcAdapter adapter = this.adapter;
		if (adapter == null) {
			throw new UnavailableException("the MDC is not Logback's, or somebody else looks after it");
		}
		adapter.watch(this.sighting, isSiteWanted(census.attention()));
		List<ThreadMap> current = adapter.contextMaps().current();
		long total = current.stream().mapToLong((each) -> each.map().size()).sum();
		Population.Builder population = census.population(POPULATION, Kind.THREAD_LOCAL_NOT_REMOVED, Unit.ENTRIES)
			.count(total)
			.judgedByGroups();
		List<Group> groups = this.roll.last();
		if (!this.roll.isDue(total)) {
			population.stale();
		}
		else if (total >= WORTH_A_GROUP || !groups.isEmpty()) {
			groups = this.roll.take(keys(current));
			this.culprits.clear();
		}
		population.groups(groups.stream().map(this::named).toList());
	}

	private boolean isSiteWanted(Attention attention) {
		return this.sites.size() < MAX_SITES && this.roll.last()
			.stream()
			.anyMatch((group) -> attention.isOn(POPULATION, group.key()) && !this.sites.containsKey(group.key()));
	}

	private Group named(Group group) {
		String threads = this.threads.get(group.key());
		return new Group(group.key(), group.kind(), group.culprit().at(this.sites.get(group.key())), group.count(),
				group.added(), group.ended(), (threads != null) ? "the MDC of threads `" + threads + "`" : null,
				group.signs());
	}

	private List<Object> keys(List<ThreadMap> current) {
		List<Object> all = new ArrayList<>();
		Map<String, Integer> most = new HashMap<>();
		this.threads.clear();
		for (ThreadMap each : current) {
			List<String> keys = copyOf(each.map());
			Map<String, Integer> counts = new HashMap<>();
			for (String key : keys) {
				Culprit culprit = culprit(key, keys.size());
				this.culprits.put(key, culprit);
				counts.merge(String.valueOf(culprit.type()), 1, Integer::sum);
			}
			counts.forEach((type, count) -> {
				if (count > most.getOrDefault(type, 0)) {
					most.put(type, count);
					this.threads.put(type, VARYING.matcher(each.thread()).replaceAll("*"));
				}
			});
			all.addAll(keys);
		}
		return all;
	}

	/** The thread that owns the map may be changing it. */
	private static List<String> copyOf(Map<String, String> map) {
		List<String> copy = new ArrayList<>();
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			copy.clear();
			try {
				int size = map.size();
				for (String key : map.keySet()) {
					copy.add(key);
					if (copy.size() >= size) {
						break;
					}
				}
				return copy;
			}
			catch (ConcurrentModificationException ex) {
				// once more
			}
		}
		return copy;
	}

	private void put(String key, int keysInMap) {
		String type = String.valueOf(culprit(key, keysInMap).type());
		if (!this.sites.containsKey(type) && this.sites.size() < MAX_SITES) {
			String site = FRAMES.here();
			if (site != null) {
				this.sites.putIfAbsent(type, site);
			}
		}
	}

	private static Culprit culprit(String key, int keysInMap) {
		String pattern = VARYING.matcher(key).replaceAll("*");
		boolean isData = keysInMap > MANY_KEYS && !pattern.contains("*");
		return Culprit.ofType(isData ? ANY : "MDC key `" + pattern + "`");
	}

}
