package io.leakguard.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import io.leakguard.population.Group;
import io.leakguard.population.Culprit;
import io.leakguard.population.Kind;
import io.leakguard.population.Sign;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassesProbe} and {@link ClassLoadersProbe}.
 */
class ClassesProbeTests {

	private final DiagnosticCommand command = DiagnosticCommand.ofThisJvm();

	@Test
	void classesThatAreGeneratedAgainAndAgainAreNamedWithTheirLoader() throws Exception {
		MinuteScans scans = new MinuteScans(unrationed()).suspecting("jvm.classes").scan();
		List<Class<?>> kept = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			for (int j = 0; j < 5; j++) {
				kept.add(new ScriptLoader().define());
			}
			scans.scan();
		}
		String family = ScriptLoader.class.getName() + " / " + Script.class.getName();
		assertThat(kept).hasSize(20);
		assertThat(scans.population("jvm.classes").signs()).containsExactly(Sign.SAME_CLASS_GROWS);
		assertThat(scans.population("jvm.classes").culprit().type()).isEqualTo(family);
	}

	@Test
	void lazyLoadingOfALibraryNamesNoFamily() throws Exception {
		MinuteScans scans = new MinuteScans(unrationed()).suspecting("jvm.classes").scan();
		for (String name : List.of("java.util.jar.Pack200", "java.net.CookieManager", "java.text.ChoiceFormat",
				"java.util.zip.CheckedInputStream", "java.awt.geom.AffineTransform", "java.sql.Timestamp",
				"javax.crypto.spec.PBEKeySpec", "java.util.prefs.Preferences")) {
			try {
				Class.forName(name);
			}
			catch (ClassNotFoundException ex) {
				// not on this JDK
			}
			scans.scan();
		}
		assertThat(scans.population("jvm.classes").culprit().type()).isNull();
		assertThat(scans.population("jvm.classes").signs()).isEmpty();
	}

	@Test
	void withoutSuspicionNoCommandIsRun() {
		MinuteScans scans = new MinuteScans(new ClassesProbe((operation, arguments) -> {
			throw new AssertionError(operation);
		})).scan();
		assertThat(scans.population("jvm.classes").count()).isPositive();
		assertThat(scans.population("jvm.metaspace").isTrended()).isFalse();
	}

	@Test
	void familiesAreReadFromTheHierarchy() {
		ClassLoaderStatistics loaders = ClassLoaderStatistics
			.parse("""
					ClassLoader         Parent              CLD*               Classes   ChunkSz   BlockSz  Type
					0x00007f01  0x00007f00  0xaa       1       512       394  groovy.lang.GroovyClassLoader$InnerLoader
					0x00007f02  0x00007f00  0xbb       1       512       394  groovy.lang.GroovyClassLoader$InnerLoader
					0x00007f03  0x00007f00  0xcc     100       512       394  jdk.internal.loader.ClassLoaders$AppClassLoader
					                                   52     20096     12371   + hidden classes
					Total = 3                                    102   1571200   1482470
					""");
		assertThat(loaders.byType().get("groovy.lang.GroovyClassLoader$InnerLoader").count()).isEqualTo(2);
		assertThat(loaders.byType().get("groovy.lang.GroovyClassLoader$InnerLoader").isForGeneratedClasses()).isTrue();
		assertThat(loaders.byType().get("jdk.internal.loader.ClassLoaders$AppClassLoader").isForGeneratedClasses())
			.isFalse();
		assertThat(ClassFamilies.parse("""
				java.lang.Object/null
				|--groovy.lang.Script/0xcc
				|  |--Script1/0xaa
				|  |--Script2/0xbb
				|--com.acme.Foo$$Lambda/0x000000000812c400/0xcc
				|--com.acme.Foo$$Lambda/0x000000000812c800/0xcc
				|--java.lang.invoke.LambdaForm$MH/0x000000000812d000/null
				|--java.lang.invoke.LambdaForm$MH/0x000000000812d400/null
				|--com.acme.Plain/0xcc
				|--com.acme.Marker/0xcc (intf)

				""", loaders))
			.isEqualTo(Map.of("groovy.lang.GroovyClassLoader$InnerLoader / Script# extends groovy.lang.Script", 2L,
					"com.acme.Foo$$Lambda", 2L, ClassFamilies.ALL, 10L));
	}

	@Test
	void loadersThatThreadsHoldAreCountedAndTheThreadsNamed() throws Exception {
		MinuteScans scans = new MinuteScans(new ClassLoadersProbe(this.command)).scan();
		List<Thread> threads = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				Thread thread = new Thread(ClassesProbeTests::sleepUntilInterrupted, "plugin-" + i);
				thread.setDaemon(true);
				thread.setContextClassLoader(new PluginLoader());
				thread.start();
				threads.add(thread);
			}
			Group group = scans.scan().group("jvm.classLoaders", PluginLoader.class.getName()).orElseThrow();
			assertThat(group.count()).isEqualTo(3);
			assertThat(group.kind()).isNull();
			assertThat(group.holder()).isEqualTo("thread \"plugin-#\"");
		}
		finally {
			for (Thread thread : threads) {
				thread.interrupt();
				thread.join();
			}
		}
		assertThat(scans.scan().group("jvm.classLoaders", PluginLoader.class.getName())).isEmpty();
	}

	@Test
	void loadersOfOneGeneratedClassEachCountAsClasses() throws Exception {
		MinuteScans scans = new MinuteScans(new ClassLoadersProbe(this.command)).scan();
		List<Class<?>> kept = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			kept.add(new ScriptLoader().define());
		}
		Group group = scans.scan().group("jvm.classLoaders", ScriptLoader.class.getName()).orElseThrow();
		assertThat(group.count()).isGreaterThanOrEqualTo(kept.size());
		assertThat(group.kind()).isEqualTo(Kind.CLASSES_GROW);
	}

	@Test
	void aLoaderThatDefinesMoreAndMoreClassesIsAGroupThatIsNamedByTheirFamily() {
		int[] scripts = { 10 };
		DiagnosticCommand engine = (operation, arguments) -> {
			StringBuilder text = new StringBuilder();
			if (operation.equals("vmClassloaderStats")) {
				return "0x01 0x00 0xaa " + scripts[0] + " 512 394 com.acme.ScriptLoader\n"
						+ "0x02 0x00 0xbb 100 512 394 com.acme.RestartLoader\n";
			}
			text.append("java.lang.Object/null\n|--com.acme.Expression/0xbb\n");
			for (int i = 0; i < scripts[0]; i++) {
				text.append("|  |--Script_" + i + "/0xaa\n");
			}
			return text.toString();
		};
		java.lang.management.ClassLoadingMXBean classes = org.mockito.Mockito
			.mock(java.lang.management.ClassLoadingMXBean.class);
		ClassLoadersProbe loaders = new ClassLoadersProbe(classes, engine, ration());
		MinuteScans loaderScans = new MinuteScans(loaders);
		MinuteScans scans = new MinuteScans(new ClassesProbe(classes, Optional.empty(), engine, ration(),
				new OwnClasses(), loaders::classesByMadeLoader));
		loaderScans.scan();
		assertThat(scans.scan().group("jvm.classes", "com.acme.ScriptLoader").orElseThrow().culprit())
			.isEqualTo(Culprit.UNKNOWN);
		scans.suspecting("jvm.classes", Set.of("com.acme.ScriptLoader"));
		for (int i = 1; i <= 4; i++) {
			scripts[0] += 5;
			org.mockito.BDDMockito.given(classes.getTotalLoadedClassCount()).willReturn(100L + i);
			loaderScans.scan();
			scans.scan();
		}
		Group group = scans.group("jvm.classes", "com.acme.ScriptLoader").orElseThrow();
		assertThat(group.count()).isEqualTo(30);
		assertThat(group.culprit().type()).isEqualTo("com.acme.ScriptLoader / Script_# extends com.acme.Expression");
		assertThat(group.signs()).containsExactly(Sign.SAME_CLASS_GROWS);
		assertThat(scans.population("jvm.classes").isHint()).isTrue();
	}

	@Test
	void aLoaderThatThreadsWorkWithLoadsClassesOfTheApplication() throws Exception {
		ClassLoadersProbe loaders = new ClassLoadersProbe(this.command);
		MinuteScans scans = new MinuteScans(loaders);
		ScriptLoader loader = new ScriptLoader();
		Thread thread = new Thread(ClassesProbeTests::sleepUntilInterrupted, "worker");
		thread.setDaemon(true);
		thread.setContextClassLoader(loader);
		thread.start();
		try {
			loader.define();
			scans.scan();
			assertThat(loaders.classesByMadeLoader()).doesNotContainKey(ScriptLoader.class.getName());
		}
		finally {
			thread.interrupt();
			thread.join();
		}
	}

	@Test
	void whileALoaderThatSomebodyMadeDefinesMoreItIsLookedAtInEveryScan() {
		assertThat(looks(1)).isEqualTo(12);
		assertThat(looks(0)).as("classes are loaded elsewhere").isLessThan(8);
	}

	/** Looks of 3 ms, for which 20 s are to be between two, in scans of a minute. */
	private static int looks(int scriptsEach) {
		int[] asked = { 0 };
		java.lang.management.ClassLoadingMXBean classes = org.mockito.Mockito
			.mock(java.lang.management.ClassLoadingMXBean.class);
		MinuteScans scans = new MinuteScans(new ClassLoadersProbe(classes, (operation, arguments) -> {
			LockSupport.parkNanos(3_000_000);
			asked[0]++;
			return "0x01 0x00 0xaa " + (10 + asked[0] * scriptsEach) + " 512 394 com.acme.ScriptLoader\n";
		}, new Ration(Duration.ZERO, 0.003 / 20, Duration.ofDays(1))));
		for (int i = 1; i <= 12; i++) {
			org.mockito.BDDMockito.given(classes.getTotalLoadedClassCount()).willReturn(100L + i);
			scans.scan();
		}
		return asked[0];
	}

	@Test
	void whileNoClassIsLoadedTheJvmIsNotAsked() {
		List<String> asked = new ArrayList<>();
		java.lang.management.ClassLoadingMXBean classes = org.mockito.Mockito
			.mock(java.lang.management.ClassLoadingMXBean.class);
		MinuteScans scans = new MinuteScans(new ClassLoadersProbe(classes, (operation, arguments) -> {
			asked.add(operation);
			return "";
		}, Ration.light()));
		scans.scan().scan().scan();
		assertThat(asked).hasSize(1);
		org.mockito.BDDMockito.given(classes.getTotalLoadedClassCount()).willReturn(5L);
		scans.scan();
		assertThat(asked).hasSize(2);
	}

	@Test
	void loadersOfTheJvmAreLeftOut() {
		MinuteScans scans = new MinuteScans(new ClassLoadersProbe(this.command)).scan();
		assertThat(scans.population("jvm.classLoaders").groups()).extracting(Group::key)
			.noneMatch((type) -> type.startsWith("jdk.") || type.startsWith("<"));
	}

	/** A slow machine must not make a look too dear for the next. */
	private ClassesProbe unrationed() {
		return new ClassesProbe(ManagementFactory.getClassLoadingMXBean(), Optional.empty(), this.command, ration(),
				new OwnClasses(), Map::of);
	}

	private static Ration ration() {
		return new Ration(Duration.ZERO, 1, Duration.ofDays(1));
	}

	private static void sleepUntilInterrupted() {
		try {
			Thread.sleep(Long.MAX_VALUE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static final class PluginLoader extends ClassLoader {

	}

	static final class Script {

	}

	static final class ScriptLoader extends ClassLoader {

		Class<?> define() throws IOException {
			String name = Script.class.getName();
			try (InputStream in = ClassesProbeTests.class.getClassLoader()
				.getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] code = in.readAllBytes();
				return defineClass(name, code, 0, code.length);
			}
		}

	}

}
