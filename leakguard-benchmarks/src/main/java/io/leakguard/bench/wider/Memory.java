package io.leakguard.bench.wider;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Inflater;

import io.leakguard.bench.RequiresJava;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import org.jspecify.annotations.Nullable;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * What lies outside of the heap, and classes.
 */
public final class Memory {

	private Memory() {
	}

	/** W-F01: direct buffers kept by what was meant to reuse them. */
	public static class DirectBuffers extends WiderCase {

		private final List<ByteBuffer> buffers = new ArrayList<>();

		/** The case. */
		public DirectBuffers() {
			super("W-F01", Set.of("DIRECT_MEMORY_GROWS", "COLLECTION_GROWS"), "buffers", "direct");
		}

		@Override
		public void step(long index) {
			this.buffers.add(ByteBuffer.allocateDirect(64 * 1024));
			if (isMended()) {
				this.buffers.clear();
			}
		}

		/** The same with the fix. */
		public static final class Mended extends DirectBuffers {

		}

	}

	/** W-F02: a file mapped per request, kept in an index. */
	public static class MappedFiles extends WiderCase {

		private final Segments segments = new Segments();

		/** The case. */
		public MappedFiles() {
			super("W-F02", Set.of("MAPPED_MEMORY_GROWS", "COLLECTION_GROWS"), "egments", "mapped");
		}

		@Override
		public void step(long index) throws IOException {
			this.segments.open(isMended());
		}

		static class Segments {

			private final Map<Long, MappedByteBuffer> open = new ConcurrentHashMap<>();

			private @Nullable Path file;

			void open(boolean mended) throws IOException {
				if (this.file == null) {
					this.file = Files.createTempFile("leakbench-segment", ".bin");
					Files.write(this.file, new byte[64 * 1024]);
				}
				try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ)) {
					MappedByteBuffer segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, 64 * 1024);
					this.open.put(mended ? 0L : System.nanoTime(), segment);
				}
			}

		}

		/** The same with the fix. */
		public static final class Mended extends MappedFiles {

		}

	}

	/** W-F03: pooled buffers that a decoder does not release. */
	public static class PooledBuffers extends WiderCase {

		/** The case. */
		public PooledBuffers() {
			super("W-F03", Set.of("NOT_CLOSED", "DIRECT_MEMORY_GROWS", "NATIVE_MEMORY_GROWS"), "Decoder", "netty",
					"ByteBuf", "direct");
		}

		@Override
		public int stepsPerScan() {
			return 20;
		}

		@Override
		public void step(long index) {
			new Decoder().decode(isMended());
		}

		static class Decoder {

			int decode(boolean mended) {
				ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(8 * 1024);
				int index = buffer.writeInt(42).readerIndex();
				if (mended) {
					buffer.release();
				}
				return index;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends PooledBuffers {

		}

	}

	/** W-F04: memory from Unsafe that is never freed. */
	public static class UnsafeMemory extends WiderCase {

		private static final int SIZE = 256 * 1024;

		private @Nullable Object unsafe;

		private @Nullable Method allocate;

		private @Nullable Method set;

		private @Nullable Method free;

		/** The case. */
		public UnsafeMemory() {
			super("W-F04", Set.of("NATIVE_MEMORY_GROWS"), "process.memory", "native", "resident");
		}

		@Override
		public void prepare(ConfigurableApplicationContext context) throws Exception {
			Class<?> type = Class.forName("sun.misc.Unsafe");
			Field field = type.getDeclaredField("theUnsafe");
			field.setAccessible(true);
			this.unsafe = field.get(null);
			this.allocate = type.getMethod("allocateMemory", long.class);
			this.set = type.getMethod("setMemory", long.class, long.class, byte.class);
			this.free = type.getMethod("freeMemory", long.class);
		}

		@Override
		public void step(long index) throws Exception {
			Object address = Objects.requireNonNull(this.allocate).invoke(this.unsafe, (long) SIZE);
			Objects.requireNonNull(this.set).invoke(this.unsafe, address, (long) SIZE, (byte) 1);
			if (isMended()) {
				Objects.requireNonNull(this.free).invoke(this.unsafe, address);
			}
		}

		/** The same with the fix. */
		public static final class Mended extends UnsafeMemory {

		}

	}

	/** W-F05: segments of an arena that is never closed. */
	@RequiresJava(22)
	public static class ArenaPerCall extends WiderCase {

		private final List<Object> arenas = new ArrayList<>();

		/** The case. */
		public ArenaPerCall() {
			super("W-F05", Set.of("NATIVE_MEMORY_GROWS", "COLLECTION_GROWS", "NOT_CLOSED"), "process.memory", "native",
					"arenas", "resident");
		}

		@Override
		public void step(long index) throws Exception {
			Class<?> type = Class.forName("java.lang.foreign.Arena");
			Object arena = type.getMethod("ofShared").invoke(null);
			Object segment = type.getMethod("allocate", long.class).invoke(arena, 256L * 1024);
			Class.forName("java.lang.foreign.MemorySegment").getMethod("fill", byte.class).invoke(segment, (byte) 1);
			if (isMended()) {
				type.getMethod("close").invoke(arena);
			}
			else {
				this.arenas.add(arena);
			}
		}

		/** The same with the fix. */
		@RequiresJava(22)
		public static final class Mended extends ArenaPerCall {

		}

	}

	/**
	 * W-F06: a proxy class per call, because the generator's cache is off. Seen in
	 * cglib/cglib#80, spring-projects/spring-framework#166.
	 */
	public static class UncachedEnhancers extends WiderCase {

		/** The case. */
		public UncachedEnhancers() {
			super("W-F06", Set.of("CLASSES_GROW"), "Invoice", "CGLIB");
		}

		@Override
		public void step(long index) {
			Enhancer enhancer = new Enhancer();
			enhancer.setSuperclass(Invoice.class);
			enhancer.setCallback(NoOp.INSTANCE);
			enhancer.setUseCache(isMended());
			enhancer.setAttemptLoad(false);
			enhancer.create();
		}

		/** What is proxied. */
		public static class Invoice {

		}

		/** The same with the fix. */
		public static final class Mended extends UncachedEnhancers {

		}

	}

	/** W-F07: a class generated per message type; the mapper keeps its instances. */
	public static class GeneratedMappers extends WiderCase {

		private final Map<String, Object> mappers = new ConcurrentHashMap<>();

		/** The case. */
		public GeneratedMappers() {
			super("W-F07", Set.of("CLASSES_GROW", "CLASS_LOADER_RETAINED", "COLLECTION_GROWS"), "mappers",
					"ByteArrayClassLoader", "ByteBuddy");
		}

		@Override
		public void step(long index) throws Exception {
			String type = "order-v" + (isMended() ? index % 5 : index);
			if (!this.mappers.containsKey(type)) {
				Class<?> generated = new ByteBuddy().subclass(Object.class)
					.make()
					.load(getClass().getClassLoader(), ClassLoadingStrategy.Default.WRAPPER)
					.getLoaded();
				this.mappers.put(type, generated.getDeclaredConstructor().newInstance());
			}
		}

		/** The same with the fix. */
		public static final class Mended extends GeneratedMappers {

		}

	}

	/** W-F08: compiled SpEL expressions of ever-new text, kept by rule. */
	public static class CompiledSpel extends WiderCase {

		private final Rules rules = new Rules();

		/** The case. */
		public CompiledSpel() {
			super("W-F08", Set.of("CLASSES_GROW", "COLLECTION_GROWS"), "compiled", "ules", "CompiledExpression");
		}

		@Override
		public void step(long index) {
			this.rules.price("price * " + (isMended() ? index % 5 : index), new Order(3));
		}

		static class Rules {

			private final SpelExpressionParser parser = new SpelExpressionParser(
					new SpelParserConfiguration(SpelCompilerMode.IMMEDIATE, null));

			private final Map<String, Expression> compiled = new ConcurrentHashMap<>();

			@Nullable Object price(String rule, Order order) {
				Expression expression = this.compiled.computeIfAbsent(rule, this.parser::parseExpression);
				expression.getValue(order);
				return expression.getValue(order);
			}

		}

		/** What is priced. */
		public static class Order {

			private final int price;

			Order(int price) {
				this.price = price;
			}

			/**
			 * Return the price.
			 * @return the price
			 */
			public int getPrice() {
				return this.price;
			}

		}

		/** The same with the fix. */
		public static final class Mended extends CompiledSpel {

		}

	}

	/** W-F09: a class loader per plug-in version; the registry keeps each instance. */
	public static class LoaderPerVersion extends WiderCase {

		private final PluginRegistry registry = new PluginRegistry();

		/** The case. */
		public LoaderPerVersion() {
			super("W-F09", Set.of("CLASS_LOADER_RETAINED", "CLASSES_GROW", "COLLECTION_GROWS"), "PluginRegistry",
					"URLClassLoader", "plugins");
		}

		@Override
		public int stepsPerScan() {
			return 2;
		}

		@Override
		public void step(long index) throws Exception {
			this.registry.load("plugin-" + (isMended() ? 0 : index));
		}

		static class PluginRegistry {

			private final Map<String, Object> plugins = new ConcurrentHashMap<>();

			void load(String name) throws Exception {
				URL code = Objects.requireNonNull(Plugin.class.getProtectionDomain().getCodeSource()).getLocation();
				URLClassLoader loader = new URLClassLoader(new URL[] { code }, ClassLoader.getPlatformClassLoader());
				Class<?> plugin = loader.loadClass(Plugin.class.getName());
				this.plugins.put(name, plugin.getDeclaredConstructor().newInstance());
			}

		}

		/** What is loaded again and again. */
		public static class Plugin {

		}

		/** The same with the fix. */
		public static final class Mended extends LoaderPerVersion {

		}

	}

	/** W-F10: inflaters kept by the session whose stream they decode. */
	public static class InflaterPerSession extends WiderCase {

		private final Map<Long, Session> sessions = new ConcurrentHashMap<>();

		/** The case. */
		public InflaterPerSession() {
			super("W-F10", Set.of("NATIVE_MEMORY_GROWS", "COLLECTION_GROWS", "NOT_CLOSED"), "sessions", "Inflater");
		}

		@Override
		public void step(long index) throws Exception {
			Session session = new Session();
			this.sessions.put(index, session);
			session.decode();
			if (isMended()) {
				session.inflater.end();
				this.sessions.remove(index);
			}
		}

		static class Session {

			private final Inflater inflater = new Inflater();

			void decode() throws Exception {
				this.inflater.setInput(new byte[] { 120, -100, 3, 0, 0, 0, 0, 1 });
				this.inflater.inflate(new byte[16]);
			}

		}

		/** The same with the fix. */
		public static final class Mended extends InflaterPerSession {

		}

	}

}
