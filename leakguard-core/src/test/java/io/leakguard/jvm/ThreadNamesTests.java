package io.leakguard.jvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ThreadNamesTests {

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"', value = { "pool-7-thread-2; pool-#-thread-#",
			"Thread-12; Thread-#", "main; main", "http-nio-8080-exec-10; http-nio-#-exec-#",
			"kafka-producer-network-thread | producer-1; kafka-producer-network-thread | producer-#",
			"ForkJoinPool.commonPool-worker-3; ForkJoinPool.commonPool-worker-#",
			"HttpClient@1a2b3c4d-42; HttpClient@#-#", "HttpClient@deadbeef-42; HttpClient@#-#",
			"task 8f3a1b2c-1d2e-4f5a-9abc-1234567890ab; task #",
			"cluster-ClusterId{value='65a1b2c3d4e5f60718293a4b', description='null'}-localhost:27017; cluster-ClusterId{value='#', description='null'}-localhost:#",
			"order-deadbeef01-x; order-#-x", "defaced-thread; defaced-thread" })
	void whatDiffersFromThreadToThreadIsReplaced(String name, String pattern) {
		assertThat(ThreadNames.patternOf(name)).isEqualTo(pattern);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "pool-7-thread-2; pool-7-thread-", "nioEventLoopGroup-2-1; nioEventLoopGroup-2-",
					"http-nio-8080-exec-10; http-nio-8080-exec-", "ForkJoinPool-3-worker-1; ForkJoinPool-3-worker-" })
	void theOwnerIsTheNameUpToTheLastOfSeveralNumbers(String name, String owner) {
		assertThat(ThreadNames.instanceOf(name)).isEqualTo(owner);
	}

	@Test
	void aNameWithOneNumberDoesNotTellItsOwner() {
		assertThat(ThreadNames.instanceOf("worker-12")).isEmpty();
		assertThat(ThreadNames.instanceOf("main")).isEmpty();
	}

	@Test
	void wordsThatDifferBecomeOneFamilyWhenThereAreMany() {
		ThreadNames names = new ThreadNames();
		String first = names.familyOf("customer-anna");
		assertThat(first).isEqualTo("customer-anna");
		String last = "";
		for (char letter = 'a'; letter <= 'z'; letter++) {
			last = names.familyOf("customer-" + letter + letter);
		}
		assertThat(last).isEqualTo("customer-*");
		assertThat(names.now(first)).isEqualTo("customer-*");
		assertThat(names.familyOf("order-anna")).isEqualTo("order-anna");
	}

	@Test
	void aFewAlikeNamesStayApart() {
		ThreadNames names = new ThreadNames();
		for (char letter = 'a'; letter <= 'f'; letter++) {
			assertThat(names.familyOf("job-" + letter)).isEqualTo("job-" + letter);
		}
	}

	@Test
	void familiesAreBounded() {
		ThreadNames names = new ThreadNames();
		String last = "";
		for (int i = 0; i < 5000; i++) {
			last = names.familyOf("x".repeat(i % 100) + (char) ('a' + i / 100) + "y");
		}
		assertThat(last).isEqualTo(ThreadNames.OTHER);
	}

}
