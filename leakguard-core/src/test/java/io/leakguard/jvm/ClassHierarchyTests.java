package io.leakguard.jvm;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassHierarchy}.
 */
class ClassHierarchyTests {

	@Test
	void whatAClassIsDerivedFromIsToldFromWhatIsDerivedFromIt() {
		ClassHierarchy hierarchy = ClassHierarchy.of("com.acme.Feed$Client", """
				java.lang.Object/null
				|--com.acme.Base/0x00007f8b6c3e28c0
				|  implements com.acme.Closing/0x00007f8b6c3e28c0 (declared intf)
				|  implements java.lang.AutoCloseable/null (inherited intf)
				|  |--com.acme.Feed$Client/0x00007f8b6c3e28c0
				|  |  implements java.lang.Runnable/null (declared intf)
				|  |  |--com.acme.Feed$Special/0x00007f8b6c3e28c0
				|  |  |  implements java.lang.Runnable/null (inherited intf)
				""");
		assertThat(hierarchy.types()).startsWith("com.acme.Feed$Client")
			.contains("com.acme.Base", "com.acme.Closing", "java.lang.AutoCloseable", "java.lang.Runnable")
			.doesNotContain("com.acme.Feed$Special");
		assertThat(hierarchy.subclasses()).containsExactly("com.acme.Feed$Special");
	}

	@Test
	void versionsOfTheClassAreNotDerivedFromIt() {
		ClassHierarchy hierarchy = ClassHierarchy.of("com.acme.Client", """
				java.lang.Object/null
				|--com.acme.Client/0x00007f9d400cceb0
				|  implements java.lang.AutoCloseable/null (declared intf)
				|--com.acme.Client/0x00007f9d400cceb0
				|  implements java.lang.AutoCloseable/null (declared intf)
				""");
		assertThat(hierarchy.subclasses()).isEmpty();
	}

	@Test
	void whereNothingIsPrintedTheClassStandsAlone() {
		ClassHierarchy hierarchy = ClassHierarchy.of("com.acme.Order", "");
		assertThat(hierarchy.types()).containsExactly("com.acme.Order");
		assertThat(hierarchy.subclasses()).isEmpty();
	}

}
