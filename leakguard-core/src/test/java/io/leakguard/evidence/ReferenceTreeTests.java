package io.leakguard.evidence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.leakguard.evidence.ReferenceSample.Link;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReferenceTree}: which field is the holder.
 */
class ReferenceTreeTests {

	private static final String SITE = "com.acme.Orders.add(Orders.java:7)";

	/** Four samples of the same chain, at different places of the array {@code #}. */
	private static ReferenceTree tree(String... fields) {
		List<ReferenceSample> samples = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			List<Link> path = new ArrayList<>();
			for (String field : fields) {
				path.add(link(field, i));
			}
			samples
				.add(new ReferenceSample("byte[]", Duration.ofSeconds(10 + i), 100, SITE, List.of(SITE), "root", path));
		}
		return ReferenceTree.of(samples);
	}

	private static Link link(String field, int index) {
		boolean isStatic = field.startsWith("static ");
		String name = field.replace("static ", "");
		if (name.endsWith("#")) {
			return new Link(name.replace("#", "[]"), "[]", false, "element", index * 3, 16);
		}
		if (name.endsWith("!")) {
			return new Link(name.replace("!", "[]"), "[]", false, "element", 2, 16);
		}
		int dot = name.lastIndexOf('.');
		return new Link(name.substring(0, dot), name.substring(dot + 1), isStatic,
				name.endsWith("ontext") ? "com.acme.WebApplicationContext" : "java.lang.Object", -1, -1);
	}

	@Test
	void theStaticMapHoldsAndItsIndexesAreNamed() {
		ReferenceTree tree = tree("static com.acme.Router.clients", "java.util.HashMap.table",
				"java.util.HashMap$Node#", "java.util.HashMap$Node.value", "com.acme.Router$$Lambda.arg$1");
		assertThat(tree.holder()).isEqualTo("Router.clients");
		assertThat(tree.mainChain()).anyMatch((node) -> node.indexes().equals("[0\u20269 of 16]"));
		assertThat(tree.mainChain()).anyMatch((node) -> node.isCapture() && node.text().equals("Router$$Lambda.arg$1"));
		assertThat(tree.sites()).containsExactly(new ReferenceTree.Site(SITE, 4));
		assertThat(new ReferenceTreeWriter(tree).json("note", "G1", SampleSupport.GOOD))
			.contains("\"madeAt\":[{\"site\":\"" + SITE + "\",\"samples\":4}]")
			.contains("\"index\":\"[0\u20269 of 16]\"");
	}

	@Test
	void theMapOfABeanHoldsAndNotTheMapOfAllBeans() {
		assertThat(tree("org.springframework.beans.DefaultSingletonBeanRegistry.singletonObjects",
				"java.util.concurrent.ConcurrentHashMap.table", "java.util.concurrent.ConcurrentHashMap$Node!",
				"java.util.concurrent.ConcurrentHashMap$Node.val", "com.acme.Orders.open", "java.util.HashMap.table",
				"java.util.HashMap$Node#", "java.util.HashMap$Node.value", "com.acme.Order.text")
			.holder()).isEqualTo("Orders.open");
	}

	@Test
	void aCollectionOfALibraryIsHeldByTheFieldOfTheApplication() {
		assertThat(tree("com.acme.Quotes.cache", "org.springframework.cache.caffeine.CaffeineCache.cache",
				"com.github.benmanes.caffeine.cache.LocalManualCache.cache",
				"com.github.benmanes.caffeine.cache.BoundedLocalCache.data",
				"java.util.concurrent.ConcurrentHashMap.table", "java.util.concurrent.ConcurrentHashMap$Node#")
			.holder()).isEqualTo("Quotes.cache");
	}

	@Test
	void aContextThatAFieldRefersToIsNotTheHolder() {
		assertThat(tree("static com.acme.Main.context", "org.springframework.context.Foo.applicationEventMulticaster",
				"org.springframework.context.event.Multicaster.defaultRetriever",
				"org.springframework.context.event.Multicaster$Retriever.applicationListeners",
				"java.util.LinkedHashSet.map", "java.util.HashMap.table", "java.util.HashMap$Node#",
				"java.util.HashMap$Node.key", "com.acme.Orders$$Lambda.arg$1")
			.holder()).isEqualTo("Multicaster$Retriever.applicationListeners");
	}

	@Test
	void aQueueOfTheJdkIsNamedByTheFieldThatRefersToIt() {
		assertThat(tree("java.util.concurrent.ThreadPoolExecutor$Worker.this$0",
				"java.util.concurrent.ThreadPoolExecutor.workQueue",
				"java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue.queue",
				"java.util.concurrent.RunnableScheduledFuture#", "java.util.concurrent.FutureTask.callable",
				"com.acme.Timeouts$$Lambda.arg$2")
			.holder()).isEqualTo("ThreadPoolExecutor.workQueue");
	}

	@Test
	void theHeadOfALinkedListHolds() {
		assertThat(tree("static com.acme.Archive.head", "com.acme.Archive$Page.next", "com.acme.Archive$Page.next",
				"com.acme.Archive$Page.next", "com.acme.Archive$Page.text")
			.holder()).isEqualTo("Archive.head");
	}

	@Test
	void whatIsHeldInManyWaysHasNoHolder() {
		List<ReferenceSample> samples = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			samples.add(new ReferenceSample("byte[]", Duration.ZERO, 1, null, List.of(), "root " + i,
					List.of(link("com.acme.Orders.field" + i, i))));
		}
		assertThat(ReferenceTree.of(samples).holder()).isNull();
	}

	@Test
	void whatIsReachedFromManyRootsIsHeldByTheFieldThatAllShare() {
		ReferenceTree tree = reachedFrom("com.acme.Multicaster.listeners");
		assertThat(tree.holder()).isEqualTo("Multicaster.listeners");
		assertThat(new ReferenceTreeWriter(tree).svg().split("holder, ", -1)).hasSize(5);
	}

	@Test
	void whatIsReachedFromManyRootsThroughAMapOfTheJdkHasNoHolder() {
		assertThat(reachedFrom("java.util.TreeMap.root").holder()).isNull();
	}

	private static ReferenceTree reachedFrom(String holder) {
		List<ReferenceSample> samples = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			samples.add(new ReferenceSample("byte[]", Duration.ZERO, 1, null, List.of(), "root" + "abcd".charAt(i),
					List.of(link("com.acme.Way" + i + ".next", i), link(holder, i), link("java.util.HashMap.table", i),
							link("java.util.HashMap$Node#", i), link("java.util.HashMap$Node.key", i))));
		}
		return ReferenceTree.of(samples);
	}

	@Test
	void theThreadsOfAPoolAreOneRoot() {
		List<ReferenceSample> samples = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			samples.add(new ReferenceSample("byte[]", Duration.ZERO, 1, null, List.of(), "Thread Name: task-" + i,
					List.of(link("java.lang.Thread.threadLocals", i),
							link("java.lang.ThreadLocal$ThreadLocalMap.table", i),
							link("java.lang.ThreadLocal$ThreadLocalMap$Entry#", i),
							link("java.lang.ThreadLocal$ThreadLocalMap$Entry.value", i))));
		}
		ReferenceTree tree = ReferenceTree.of(samples);
		assertThat(tree.holder()).isEqualTo("Thread.threadLocals");
		assertThat(tree.mainChain().get(0).text()).isEqualTo("Thread Name: task-#");
		assertThat(ReferenceTree.of(samples.subList(0, 1)).mainChain().get(0).text()).isEqualTo("Thread Name: task-0");
	}

}
