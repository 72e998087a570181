package io.leakguard.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.annotation.ImportCandidates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring reads the methods of every auto-configuration that is not ruled out: none may
 * mention a class of a library that an application need not have, not even in a lambda.
 */
class WithoutLibrariesTests {

	private static final String PLAIN = "java|jdk|org.jspecify|io.leakguard|io.micrometer";

	private static final String SPRING = "org.springframework.(aop|beans|boot|context|core|util)";

	private static final Pattern BROUGHT = Pattern.compile("(" + PLAIN + "|" + SPRING + ")[.].*");

	@ParameterizedTest
	@MethodSource("autoConfigurations")
	void theMethodsCanBeReadWithoutAnyLibrary(String name) throws ClassNotFoundException {
		Class<?> type = Class.forName(name, false, new WithoutLibraries());
		assertThat(type.getClassLoader()).isInstanceOf(WithoutLibraries.class);
		assertThat(type.getDeclaredMethods()).isNotNull();
	}

	static Stream<String> autoConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, WithoutLibrariesTests.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.leakguard.") && !isRuledOut(name));
	}

	private static boolean isRuledOut(String name) {
		try {
			return Class.forName(name).isAnnotationPresent(ConditionalOnClass.class);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Defines our classes itself and knows only what the starter brings. */
	private static final class WithoutLibraries extends ClassLoader {

		WithoutLibraries() {
			super(WithoutLibrariesTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith("io.leakguard.autoconfigure.")) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
			if (!BROUGHT.matcher(name).matches()) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] code = Objects.requireNonNull(in).readAllBytes();
				return defineClass(name, code, 0, code.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
