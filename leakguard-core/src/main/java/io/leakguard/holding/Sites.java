package io.leakguard.holding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leakguard.population.Culprit;
import org.jspecify.annotations.Nullable;

/**
 * The known sites by name, bounded. Used by the scan thread only.
 */
final class Sites {

	private static final int MAX_LABELS = 10_000;

	private final int max;

	private final Map<String, Site> sites = new LinkedHashMap<>();

	private final Map<String, String> labels = new HashMap<>();

	private final Map<String, String> rootsByLabel = new HashMap<>();

	private boolean full;

	Sites(int max) {
		this.max = max;
	}

	/**
	 * Return what a root is called in paths: its class, with its name where that is not
	 * enough. The same in every scan.
	 * @param root the root
	 * @return the label
	 */
	String label(Root root) {
		String known = this.labels.get(root.name());
		if (known != null) {
			return known;
		}
		String type = Shape.shorten(Culprit.nameOf(root.object().getClass()));
		String label = root.isApplication() ? type : type + "(" + root.name() + ")";
		if (this.rootsByLabel.containsKey(label)) {
			label = type + "(" + root.name() + ")";
		}
		if (this.labels.size() < MAX_LABELS) {
			this.labels.put(root.name(), label);
			this.rootsByLabel.put(label, root.name());
		}
		return label;
	}

	void add(Place place, Held held, Object holder) {
		Site site = site("held." + place.name(), place);
		if (site != null && !site.place().type().equals(place.type())) {
			site = site("held." + place.holder(), place);
		}
		if (site != null) {
			site.add(held, holder);
		}
	}

	private @Nullable Site site(String name, Place place) {
		Site site = this.sites.get(name);
		if (site == null && (this.sites.size() < this.max || place.application() && makeRoom())) {
			site = new Site(name, place);
			this.sites.put(name, site);
		}
		return site;
	}

	/** What a library holds and never grew gives way to what the application holds. */
	private boolean makeRoom() {
		if (this.full) {
			return false;
		}
		for (Iterator<Site> each = this.sites.values().iterator(); each.hasNext();) {
			Site site = each.next();
			if (!site.isApplication() && !site.hasGrown()) {
				each.remove();
				return true;
			}
		}
		this.full = true;
		return false;
	}

	void forgetWhatIsGone() {
		this.full = false;
		this.sites.values().removeIf(Site::isGone);
	}

	Collection<Site> all() {
		return this.sites.values();
	}

	List<Site> populations(int minimumSize, int max) {
		List<Site> found = new ArrayList<>();
		for (Site site : this.sites.values()) {
			if (site.isPopulation(minimumSize)) {
				found.add(site);
			}
		}
		if (found.size() > max) {
			// what has not grown for long gives way to what grows
			found.sort(Comparator.comparing(Site::isApplication, Comparator.reverseOrder())
				.thenComparing(Site::grownAt, Comparator.reverseOrder()));
			return found.subList(0, max);
		}
		return found;
	}

}
