package io.leakguard.bench.cases;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * D08: a class loader kept after unloading by a thread.
 */
public class D08PluginLoader extends TwinCase {

	/** The leak. */
	public D08PluginLoader() {
		this(false);
	}

	D08PluginLoader(boolean mended) {
		super("D08", mended, Set.of("CLASS_LOADER_RETAINED"), "PluginLoader");
	}

	@Override
	public int stepsPerScan() {
		return 2;
	}

	@Override
	public void step(long index) throws Exception {
		CountDownLatch end = new CountDownLatch(isMended() ? 0 : 1);
		PluginLoader loader = new PluginLoader(getClass().getClassLoader());
		loader.loadClass(Plugin.class.getName()).getDeclaredConstructor().newInstance();
		Thread thread = new Thread(() -> {
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "plugin");
		thread.setDaemon(true);
		thread.setContextClassLoader(loader);
		thread.start();
	}

	/** Loads the plug-in itself instead of asking its parent. */
	static class PluginLoader extends ClassLoader {

		PluginLoader(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.equals(Plugin.class.getName())) {
				return super.loadClass(name, resolve);
			}
			try (InputStream code = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = java.util.Objects.requireNonNull(code).readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

	/** What is plugged in. */
	public static class Plugin {

		final byte[] state = new byte[1024];

	}

	/** The same with the fix. */
	public static final class Mended extends D08PluginLoader {

		/** The mended twin. */
		public Mended() {
			super(true);
		}

	}

}
