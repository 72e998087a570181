package io.leakguard;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The drawing of the core, as a test.
 */
class ArchitectureTests {

	/** The flow: a package imports only what stands before it. */
	private static final List<String> FLOW = List.of("process", "population", "tracking", "history", "detection",
			"finding", "evidence", "jvm", "holding", "scan");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.leakguard");

	static Stream<Arguments> flow() {
		return FLOW.stream().map((name) -> Arguments.of(name, FLOW.subList(0, FLOW.indexOf(name))));
	}

	@ParameterizedTest(name = "{1} -> {0}")
	@MethodSource("flow")
	void processPopulationTrackingHistoryDetectionFindingEvidenceJvmHoldingScan(String name, List<String> before) {
		List<String> after = FLOW.subList(FLOW.indexOf(name) + 1, FLOW.size());
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(packageOf(name))
			.should()
			.dependOnClassesThat(in(after).or(isTheFacade()))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	@ParameterizedTest(name = "{0} counts and judges nothing")
	@MethodSource("probes")
	void probesKnowPopulationsTrackersAndEvidenceOnly(String name) {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage(packageOf(name))
			.should()
			.dependOnClassesThat(in(List.of("history", "scan")).or(isTheFacade()))
			.allowEmptyShould(true)
			.check(CLASSES);
	}

	static Stream<String> probes() {
		return Stream.of("jvm", "holding");
	}

	@Test
	void nothingIsNeededAtRunTimeButTheJdk() {
		ArchRuleDefinition.noClasses().should().dependOnClassesThat(new DescribedPredicate<>("are not of the JDK") {
			@Override
			public boolean test(JavaClass type) {
				String name = type.getPackageName();
				return !name.isEmpty()
						&& Stream.of("java.", "javax.", "jdk.", "com.sun.", "io.leakguard", "org.jspecify.annotations")
							.noneMatch(name::startsWith);
			}
		}).check(CLASSES);
	}

	@Test
	void thereIsNoStaticMutableState() {
		ArchRuleDefinition.fields()
			.that()
			.areStatic()
			.and()
			.doNotHaveName("$assertionsDisabled")
			.should()
			.beFinal()
			.check(CLASSES);
	}

	@Test
	void everyPackageIsInTheFlow() {
		assertThat(CLASSES.stream()
			.map(JavaClass::getPackageName)
			.filter((name) -> name.startsWith("io.leakguard."))
			.map((name) -> name.substring("io.leakguard.".length()))
			.distinct()).isSubsetOf(FLOW);
	}

	private static String packageOf(String name) {
		return "io.leakguard." + name + "..";
	}

	private static DescribedPredicate<JavaClass> in(List<String> names) {
		return JavaClass.Predicates
			.resideInAnyPackage(names.stream().map(ArchitectureTests::packageOf).toArray(String[]::new))
			.as("are in " + names);
	}

	private static DescribedPredicate<JavaClass> isTheFacade() {
		return JavaClass.Predicates.resideInAPackage("io.leakguard").as("are the facade");
	}

}
