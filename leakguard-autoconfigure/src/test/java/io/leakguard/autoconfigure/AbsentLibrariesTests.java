package io.leakguard.autoconfigure;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;

import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Spring reads the methods of an auto-configuration that no condition of its class has
 * ruled out. That must work where the libraries are absent that only its nested classes
 * ask for.
 */
class AbsentLibrariesTests {

	static Stream<String> unconditional() throws Exception {
		SimpleMetadataReaderFactory readers = new SimpleMetadataReaderFactory();
		return ImportCandidates
			.load(org.springframework.boot.autoconfigure.AutoConfiguration.class,
					AbsentLibrariesTests.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.leakguard."))
			.filter((name) -> {
				try {
					AnnotationMetadata metadata = readers.getMetadataReader(name).getAnnotationMetadata();
					return !metadata.isAnnotated(ConditionalOnClass.class.getName());
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
	}

	@ParameterizedTest
	@MethodSource("unconditional")
	void anAutoConfigurationCanBeReadWithNothingButSpringBoot(String name) throws Exception {
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(AbsentLibrariesTests::isAlwaysThere)
			.map(AbsentLibrariesTests::url)
			.toArray(URL[]::new);
		try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
			Class<?> type = Class.forName(name, false, loader);
			assertThatCode(type::getDeclaredMethods).doesNotThrowAnyException();
		}
	}

	private static boolean isAlwaysThere(String entry) {
		String file = Path.of(entry).getFileName().toString();
		return entry.contains("leakguard-") && !file.endsWith("test-classes") || file.matches(
				"spring-(core|beans|context|aop|expression)-.*|spring-boot-(\\d|autoconfigure-|actuator-).*|jspecify-.*|commons-logging-.*");
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
