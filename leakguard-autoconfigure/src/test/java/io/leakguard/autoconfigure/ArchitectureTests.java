package io.leakguard.autoconfigure;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The drawing of the Spring side, as a test: probes and hooks on one side, views of the
 * report on the other, and nothing but the root between them.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.leakguard.autoconfigure");

	@ParameterizedTest
	@ValueSource(strings = { "endpoint", "health", "metrics", "event" })
	void aViewIsSeenByNothing(String view) {
		String itself = "io.leakguard.autoconfigure." + view + "..";
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackage(itself)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(itself)
			.check(CLASSES);
	}

	@ParameterizedTest
	@ValueSource(strings = { "probe", "holding" })
	void aProbeKnowsPopulationsAndTrackersAndNothingOfWhatIsMadeOfThem(String probes) {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.leakguard.autoconfigure." + probes + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.leakguard.history..", "io.leakguard.detection..", "io.leakguard.finding..",
					"io.leakguard.scan..")
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@Test
	void theRootKnowsNoFeature() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.leakguard.autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.leakguard.autoconfigure.*..")
			.check(CLASSES);
	}

	@Test
	void postProcessorsAreDeclaredStatic() {
		ArchRuleDefinition.methods()
			.that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(JavaClass.Predicates.assignableTo(BeanPostProcessor.class))
			.should()
			.haveModifier(JavaModifier.STATIC)
			.check(CLASSES);
	}

	@Test
	void thereIsNoStaticMutableState() {
		ArchRuleDefinition.fields().that().areStatic().should().beFinal().check(CLASSES);
	}

	@Test
	void everyAutoConfigurationIsListed() {
		List<String> listed = ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.leakguard."))
			.toList();
		List<JavaClass> declared = CLASSES.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.toList();
		assertThat(declared).extracting(JavaClass::getName).containsExactlyInAnyOrderElementsOf(listed);
	}

}
