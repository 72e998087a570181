package io.leakguard.autoconfigure.probe.logging;

import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.ObjIntConsumer;

import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.leakguard.autoconfigure.probe.PrivateField;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Passes everything on to Logback's own adapter, in which all that is logged stays, and
 * reports which map a thread has. It is a {@code LogbackMDCAdapter} for those who ask,
 * takes the place of the original in SLF4J while a context wants it, and is one for all
 * contexts. Thread-safe; a {@code put} costs two more reads of thread locals.
 */
final class ObservedMdcAdapter extends LogbackMDCAdapter {

	private final LogbackMDCAdapter delegate;

	private final ThreadLocal<@Nullable Map<String, String>> maps;

	private final ContextMaps contextMaps = new ContextMaps();

	private final Set<ObjIntConsumer<String>> watchers = new CopyOnWriteArraySet<>();

	private int users;

	private ObservedMdcAdapter(LogbackMDCAdapter delegate, ThreadLocal<@Nullable Map<String, String>> maps) {
		this.delegate = delegate;
		this.maps = maps;
	}

	/**
	 * Return the adapter, which is put in place if it is not.
	 * @return the adapter, to be {@linkplain #release released}, or {@code null} if the
	 * diagnostic context is not Logback's or not readable
	 */
	static @Nullable ObservedMdcAdapter acquire() {
		synchronized (ObservedMdcAdapter.class) {
			Object present = MDC.getMDCAdapter();
			ObservedMdcAdapter adapter = (present instanceof ObservedMdcAdapter known) ? known : put(present);
			if (adapter != null) {
				adapter.users++;
			}
			return adapter;
		}
	}

	@SuppressWarnings("unchecked")
	private static @Nullable ObservedMdcAdapter put(@Nullable Object present) {
		PrivateField place = place();
		PrivateField maps = PrivateField.find(LogbackMDCAdapter.class, "readWriteThreadLocalMap");
		if (place == null || maps == null || present == null || present.getClass() != LogbackMDCAdapter.class
				|| place.get(null) != present || !(maps.get(present) instanceof ThreadLocal<?> local)) {
			return null;
		}
		ObservedMdcAdapter adapter = new ObservedMdcAdapter((LogbackMDCAdapter) present,
				(ThreadLocal<@Nullable Map<String, String>>) local);
		place.set(null, adapter);
		return adapter;
	}

	private static @Nullable PrivateField place() {
		return PrivateField.find(MDC.class, "MDC_ADAPTER");
	}

	/**
	 * Say that the adapter is not needed any more. The last one puts the original back,
	 * unless somebody has put another in the meantime.
	 */
	void release() {
		synchronized (ObservedMdcAdapter.class) {
			this.users--;
			if (this.users == 0) {
				PrivateField place = place();
				if (place != null && place.get(null) == this) {
					place.set(null, this.delegate);
				}
				this.contextMaps.close();
			}
		}
	}

	/**
	 * Return the maps of all threads.
	 * @return the maps
	 */
	ContextMaps contextMaps() {
		return this.contextMaps;
	}

	/**
	 * Say that somebody wants to be told of each key that is put, and of how many there
	 * are then, in the thread that does so.
	 * @param watcher is told
	 * @param wanted whether it wants to
	 */
	void watch(ObjIntConsumer<String> watcher, boolean wanted) {
		if (wanted) {
			this.watchers.add(watcher);
		}
		else {
			this.watchers.remove(watcher);
		}
	}

	@Override
	public void put(String key, String value) {
		this.delegate.put(key, value);
		Map<String, String> map = this.maps.get();
		this.contextMaps.report(map);
		if (map != null && !this.watchers.isEmpty()) {
			this.watchers.forEach((watcher) -> watcher.accept(key, map.size()));
		}
	}

	@Override
	public @Nullable String get(String key) {
		return this.delegate.get(key);
	}

	@Override
	public void remove(String key) {
		this.delegate.remove(key);
	}

	@Override
	public void clear() {
		this.delegate.clear();
		this.contextMaps.report(null);
	}

	@Override
	public @Nullable Map<String, String> getPropertyMap() {
		return this.delegate.getPropertyMap();
	}

	@Override
	@SuppressWarnings("rawtypes")
	public @Nullable Map getCopyOfContextMap() {
		return this.delegate.getCopyOfContextMap();
	}

	@Override
	public @Nullable Set<String> getKeys() {
		return this.delegate.getKeys();
	}

	@Override
	@SuppressWarnings({ "rawtypes", "unchecked" })
	public void setContextMap(@Nullable Map contextMap) {
		this.delegate.setContextMap(contextMap);
		this.contextMaps.report(this.maps.get());
	}

	@Override
	public void pushByKey(String key, String value) {
		this.delegate.pushByKey(key, value);
	}

	@Override
	public @Nullable String popByKey(String key) {
		return this.delegate.popByKey(key);
	}

	@Override
	public @Nullable Deque<String> getCopyOfDequeByKey(String key) {
		return this.delegate.getCopyOfDequeByKey(key);
	}

	@Override
	public void clearDequeByKey(String key) {
		this.delegate.clearDequeByKey(key);
	}

}
