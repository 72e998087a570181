package io.leakguard.jvm;

import io.leakguard.population.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClassKindsTests {

	@Test
	void whatImplementsAListenerIsOne() {
		String hierarchy = """
				java.lang.Object/null
				|--com.acme.Audit/0x00007f5d701275a0
				|  implements javax.management.NotificationListener/null (declared intf)
				|  |--com.acme.AuditThread/0x00007f5d701275a0
				""";
		assertThat(ClassKinds.of("com.acme.Audit", hierarchy)).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void whatIsDerivedFromItSaysNothing() {
		String hierarchy = """
				java.lang.Object/null
				|--com.acme.Order/0x00007f5d701275a0
				|  |--com.acme.OrderListener/0x00007f5d701275a0
				|  |  implements java.util.EventListener/null (declared intf)
				""";
		assertThat(ClassKinds.of("com.acme.Order", hierarchy)).isEqualTo(Kind.HEAP_GROWS);
	}

	@Test
	void superclassesCount() {
		String hierarchy = """
				java.lang.Object/null
				|--java.lang.Thread/null
				|  implements java.lang.Runnable/null (declared intf)
				|  |--com.acme.Cleanup/0x00007f5d701275a0
				""";
		assertThat(ClassKinds.of("com.acme.Cleanup", hierarchy)).isEqualTo(Kind.LISTENER_NOT_REMOVED);
	}

	@Test
	void tasksOfATimerThatIsSharedWaitThereWhenTheyAreCancelled() {
		String hierarchy = """
				java.lang.Object/null
				|--java.util.TimerTask/null
				|  implements java.lang.Runnable/null (declared intf)
				|  |--com.acme.Expiry/0x00007f5d701275a0
				""";
		assertThat(ClassKinds.of("com.acme.Expiry", hierarchy)).isEqualTo(Kind.CANCELLED_TASKS_RETAINED);
	}

	@Test
	void theNameTellsWhereNothingElseDoes() {
		assertThat(ClassKinds.of("com.acme.Feed$PriceSubscription", "")).isEqualTo(Kind.SUBSCRIPTION_NOT_CANCELLED);
		assertThat(ClassKinds.of("com.acme.Node", "")).isEqualTo(Kind.HEAP_GROWS);
	}

}
