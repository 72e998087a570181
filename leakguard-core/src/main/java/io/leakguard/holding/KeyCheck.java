package io.leakguard.holding;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/**
 * Asks a map or set for members that are in it. This calls {@code hashCode} and
 * {@code equals} of the members, so it is done only where the operator allowed it.
 */
final class KeyCheck {

	private KeyCheck() {
	}

	static int lostKeys(Container container, Object collection) {
		int lost = 0;
		try {
			Iterator<?> members = container.members(collection);
			for (int i = 0; members != null && i < Members.LOOKED_AT && members.hasNext(); i++) {
				Object member = members.next();
				if (member instanceof Map.Entry<?, ?> entry && collection instanceof Map<?, ?> map) {
					lost += map.containsKey(entry.getKey()) ? 0 : 1;
				}
				else if (container.form() == Container.Form.SET && collection instanceof Collection<?> set) {
					lost += set.contains(member) ? 0 : 1;
				}
			}
		}
		catch (RuntimeException | LinkageError ex) {
			return 0;
		}
		// an entry may be removed between the two looks
		return (lost > 1) ? lost : 0;
	}

}
