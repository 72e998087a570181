package io.leakguard.jvm;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ThreadDumpTests {

	private static final String JAVA_21 = """
			{"threadDump": {"processId": "1", "threadContainers": [
			  {"container": "<root>", "parent": null, "owner": null, "threads": [
			    {"tid": "1", "name": "main \\"quoted\\" \\u00e9", "stack": ["java.base\\/java.lang.Thread.sleep(Native Method)", "com.acme.Main.main(Main.java:4)"]},
			    {"tid": "2", "name": "", "stack": ["java.base\\/java.lang.VirtualThread.park(VirtualThread.java:582)", "com.acme.Handler.handle(Handler.java:42)", "java.base\\/java.lang.VirtualThread.run(VirtualThread.java:309)"]}
			  ], "threadCount": "2"},
			  {"container": "java.util.concurrent.ThreadPerTaskExecutor@27bc2616", "parent": "<root>", "owner": null, "threads": [], "threadCount": "0"}
			]}}""";

	private static final String LATER = """
			{"threadDump": {"formatVersion": 2, "threadContainers": [
			  {"container": "<root>", "threads": [
			    {"tid": 7, "virtual": true, "parkBlocker": {"object": "x@1"}, "stack": [], "monitorsOwned": [{"depth": 4, "locks": ["a@1", null]}], "carrier": 3}
			  ], "threadCount": 1}]}}""";

	private final List<String> seen = new ArrayList<>();

	private void read(String json) throws IOException {
		ThreadDump.read(new StringReader(json), new ThreadDump.Visitor() {

			@Override
			public void container(String name) {
				ThreadDumpTests.this.seen.add(name);
			}

			@Override
			public void thread(long id, boolean virtual, String container, List<StackTraceElement> stack) {
				ThreadDumpTests.this.seen.add(id + " " + virtual + " " + container + " " + stack.size());
			}

		});
	}

	@Test
	void aDumpOfJava21IsRead() throws Exception {
		read(JAVA_21);
		assertThat(this.seen).containsExactly("<root>", "1 false <root> 2", "2 true <root> 3",
				"java.util.concurrent.ThreadPerTaskExecutor@27bc2616");
	}

	@Test
	void aDumpWithNumbersAndMoreThanIsKnownIsRead() throws Exception {
		read(LATER);
		assertThat(this.seen).containsExactly("<root>", "7 true <root> 0");
	}

	@Test
	void aDumpThatIsCutOffIsRefused() {
		assertThatIOException().isThrownBy(() -> read(JAVA_21.substring(0, JAVA_21.length() / 2)));
		assertThatIOException().isThrownBy(() -> read("no dump"));
		assertThatIOException().isThrownBy(() -> read("{\"a\": " + "[".repeat(10_000)));
	}

	@ParameterizedTest
	@CsvSource({ "java.base/java.lang.Thread.run(Thread.java:1474), java.lang.Thread, run, 1474",
			"com.acme.Foo.bar(Foo.java:4), com.acme.Foo, bar, 4",
			"app//com.acme.Foo.bar(Foo.java), com.acme.Foo, bar, -1",
			"com.acme.Foo$$Lambda/0x00007f12.run(Unknown Source), com.acme.Foo$$Lambda/0x00007f12, run, -1",
			"java.base@25/jdk.internal.misc.Unsafe.park(Native Method), jdk.internal.misc.Unsafe, park, -2" })
	void aFrameIsTakenApart(String text, String type, String method, int line) {
		StackTraceElement frame = ThreadDump.frame(text);
		assertThat(frame).isNotNull();
		assertThat(frame.getClassName()).isEqualTo(type);
		assertThat(frame.getMethodName()).isEqualTo(method);
		assertThat(frame.getLineNumber()).isEqualTo(line);
	}

	@Test
	void whatIsNoFrameIsLeftOut() {
		assertThat(ThreadDump.frame("- parking to wait for <0x1>")).isNull();
		assertThat(ThreadDump.frame("")).isNull();
	}

}
